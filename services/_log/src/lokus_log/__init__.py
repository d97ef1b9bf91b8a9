"""The access log: a Merkle tree that anybody can check (RFC 6962; C2SP tlog-tiles and its kin)."""
