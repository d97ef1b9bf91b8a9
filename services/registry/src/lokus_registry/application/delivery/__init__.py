"""What cameras delivered: the ledger that folds reports, and its readers."""
