"""The wire protocol of Lokus: subjects, envelope, media headers, and v1 messages.

Services meet only here. A message is a pydantic model in `v1/`; its JSON Schema, an example and
the AsyncAPI page are kept beside this package, so that a vendor can speak the protocol without
Python. Within v1 changes are additive and optional; anything else is v2.
"""
