"""Others that pull cameras, each as it is commonly run; those that are not installed are left out."""
