"""Bodies that schemathesis does not write by itself; named to it in SCHEMATHESIS_HOOKS."""

from typing import Any

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def _lines(_: schemathesis.SerializationContext, value: Any) -> bytes:
    return str(value).encode(errors="surrogatepass")
