"""`lokus status`: what runs, from the state that `lokus up` writes, /proc, and each part's /readyz."""
