"""HTTP: a request becomes a call, a result becomes a reply; nothing is decided here."""
