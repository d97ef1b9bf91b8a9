"""`lokus up`: the whole platform on this machine, from nothing to `ready`, and back."""
