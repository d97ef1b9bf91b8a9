"""The calls on standards, on what was found at sites, and on what is wanting there."""
