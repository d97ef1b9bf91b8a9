"""A small OpenID Connect provider for one machine, so that the page logs in just as against Keycloak.

Authorization code with PKCE (S256) for the one public client `lokus-console`; whoever sits at the
machine chooses one of the demo identities, there are no passwords. Vendors' machines
get tokens by client credentials. It listens on loopback only.
OpenID Connect Core 1.0 and Discovery 1.0, RFC 6749, RFC 7636, RFC 9207.
"""
