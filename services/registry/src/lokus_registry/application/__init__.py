"""What callers ask of the registry; each call is one transaction, and tells what it changed."""
