"""Elections and where people vote in them."""
