"""Who may read and who may change what. Every rule of the registry's access stands in this package.

One module for each kind of thing. The tenant is not among the rules: a caller's transaction sees the
caller's tenant and no other.
"""
