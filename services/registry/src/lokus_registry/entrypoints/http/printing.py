"""What pages to print have in common: the frame, its style, and tables; all that they show is escaped."""

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from html import escape
from typing import Final

_WIB: Final = timezone(timedelta(hours=7), "WIB")
_STYLE: Final = (
    "body{font:11pt sans-serif;margin:2em}table{border-collapse:collapse;width:100%;margin:1em 0}"
    "th,td{border:1px solid #999;padding:.2em .5em;text-align:left}td.n{text-align:right}"
    "thead{display:table-header-group}tr{break-inside:avoid}@page{size:A4;margin:15mm}"
)


def framed(language: str, title: str, moment: str, *tables: str) -> str:
    """The whole page."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1><p>{escape(moment)}</p>"
        f"{''.join(tables)}</body></html>"
    )


def in_jakarta(moment: datetime) -> str:
    """A moment as people there read it."""
    return f"{moment.astimezone(_WIB):%Y-%m-%d %H:%M} WIB"


def table(heads: Iterable[str], rows: Iterable[Iterable[str | int]]) -> str:
    """A table; numbers stand to the right."""
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: str | int) -> str:
    return f'<td class="n">{value}</td>' if isinstance(value, int) else f"<td>{escape(value)}</td>"
