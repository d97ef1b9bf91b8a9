"""What the URLs of real servers must look like, so that one that can never work is refused when it is read.

Whether anybody answers there is found out later, by waiting. A URL is never shown: it holds a secret.
"""

from urllib.parse import urlsplit

import typer

_DATABASE_SCHEMES = frozenset({"postgresql", "postgres"})
_NATS_SCHEMES = frozenset({"nats", "tls"})


def checked_database_url(url: str | None) -> str | None:
    """Return `url` as it is; BadParameter unless it names a PostgreSQL server."""
    if url is not None and not _is_server(url, _DATABASE_SCHEMES):
        raise typer.BadParameter(
            "give postgresql://USER:PASSWORD@HOST:PORT/, or leave it out for the embedded PostgreSQL"
        )
    return url


def checked_nats_url(url: str | None) -> str | None:
    """Return `url` as it is; BadParameter unless it names NATS servers, several with commas."""
    if url is not None and not all(_is_server(each, _NATS_SCHEMES) for each in url.split(",")):
        raise typer.BadParameter("give nats://TOKEN@HOST:PORT, or leave it out for the embedded NATS")
    return url


def _is_server(url: str, schemes: frozenset[str]) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port  # ValueError: not a number up to 65535
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname) and port != 0
