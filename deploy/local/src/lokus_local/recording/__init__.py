"""The commands `lokus recording ...`: what is recorded of cameras, and getting it out."""
