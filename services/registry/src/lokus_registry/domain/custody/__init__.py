"""Custody: who answers for each leg of the material, who opened a store, and what is wrong about either."""
