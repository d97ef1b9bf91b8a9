"""The page on which somebody chooses who to be: plain HTML, no script."""

from collections.abc import Iterable, Mapping
from html import escape

from lokus_local.issuer.identities import Identity

_FRAME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
  body {{ font: 16px/1.5 system-ui, sans-serif; color: #1c2430;
         max-width: 34rem; margin: 3rem auto; padding: 0 1rem; }}
  button {{ display: block; width: 100%; margin: .4rem 0; padding: .6rem .9rem; text-align: left;
           font: inherit; border: 1px solid #c5ccd6; border-radius: .4rem; background: #fff;
           cursor: pointer; }}
  button:hover, button:focus {{ border-color: #1f5fbf; outline: 2px solid #bcd3f5; }}
  small {{ display: block; color: #5a6472; }}
</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def choice_page(identities: Iterable[Identity], parameters: Mapping[str, str], hint: str | None) -> str:
    """Return the page; the hinted identity has the focus, so that Enter takes it."""
    kept = "\n".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in parameters.items()
        if name != "identity"
    )
    buttons = "\n".join(_button(identity, focused=identity.subject == hint) for identity in identities)
    body = (
        "<p>This is a demonstration on one machine: choose who you are.</p>\n"
        f'<form method="post" action="/authorize">\n{kept}\n{buttons}\n</form>'
    )
    return _FRAME.format(title="Log in to Lokus", body=body)


def refusal_page(description: str) -> str:
    """Return the page for a request that nobody may be sent back from."""
    return _FRAME.format(title="This login cannot go on", body=f"<p>{escape(description)}.</p>")


def _button(identity: Identity, *, focused: bool) -> str:
    focus = " autofocus" if focused else ""
    return (
        f'<button name="identity" value="{escape(identity.subject)}"{focus}>{escape(identity.name)}'
        f"<small>{escape(identity.subject)} &middot; {escape(identity.can)}</small></button>"
    )
