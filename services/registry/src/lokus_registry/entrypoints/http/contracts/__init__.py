"""The routes of contracts and all that hangs on them."""
