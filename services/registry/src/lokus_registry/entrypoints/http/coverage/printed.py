"""The survey as a page to print, in Indonesian or English; all that comes from outside is escaped."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta, timezone
from html import escape
from typing import Final

from lokus_registry.domain.coverage import AreaCoverage, Coverage, SiteCoverage, Survey

_WIB: Final = timezone(timedelta(hours=7), "WIB")

_TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "id": {
        "title": "Survei cakupan CCTV",
        "at": "Keadaan pada",
        "area": "Wilayah",
        "sites": "Lokasi",
        "total": "Jumlah",
        "site": "Lokasi",
        "kind": "Jenis",
        "owner": "Pemilik",
        "state": "Keadaan",
        "cameras": "Kamera bertugas",
        "working": "Mengirim gambar",
        Coverage.DELIVERING: "Mengirim gambar",
        Coverage.NOT_DELIVERING: "Tidak mengirim gambar",
        Coverage.NONE: "Tanpa kamera",
    },
    "en": {
        "title": "Survey of CCTV coverage",
        "at": "As of",
        "area": "Area",
        "sites": "Sites",
        "total": "Total",
        "site": "Site",
        "kind": "Kind",
        "owner": "Owner",
        "state": "State",
        "cameras": "Cameras in service",
        "working": "Delivering",
        Coverage.DELIVERING: "Delivering",
        Coverage.NOT_DELIVERING: "Not delivering",
        Coverage.NONE: "No camera",
    },
}
LANGUAGES: Final = tuple(_TEXTS)

_STYLE: Final = (
    "body{font:11pt sans-serif;margin:2em}table{border-collapse:collapse;width:100%;margin:1em 0}"
    "th,td{border:1px solid #999;padding:.2em .5em;text-align:left}td.n{text-align:right}"
    "thead{display:table-header-group}tr{break-inside:avoid}@page{size:A4;margin:15mm}"
)


def printed(survey: Survey, language: str) -> str:
    """The whole page."""
    told = _TEXTS[language]
    title = escape(told["title"])
    moment = escape(f"{told['at']} {survey.at.astimezone(_WIB):%Y-%m-%d %H:%M} WIB")
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1><p>{moment}</p>"
        f"{_totals(survey.totals, told)}{_sites(survey.sites, told)}</body></html>"
    )


def _totals(totals: Sequence[AreaCoverage], told: Mapping[str, str]) -> str:
    heads = (told["area"], told["sites"], *(told[state] for state in Coverage))
    counts = [(each.sites, each.delivering, each.not_delivering, each.none) for each in totals]
    rows: list[tuple[str | int, ...]] = [
        (f"{each.area} {each.name}", *counted) for each, counted in zip(totals, counts, strict=True)
    ]
    sums: tuple[str | int, ...] = (told["total"], *map(sum, zip((0, 0, 0, 0), *counts, strict=True)))
    return _table(heads, [*rows, sums])


def _sites(sites: Sequence[SiteCoverage], told: Mapping[str, str]) -> str:
    names = ("site", "kind", "owner", "area", "state", "cameras", "working")
    rows = [
        (
            *(f"{each.name} ({each.id})", each.kind, each.owner, f"{each.area} {each.area_name}"),
            *(told[each.state], each.cameras, each.delivering),
        )
        for each in sites
    ]
    return _table([told[name] for name in names], rows)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str | int]]) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: str | int) -> str:
    return f'<td class="n">{value}</td>' if isinstance(value, int) else f"<td>{escape(value)}</td>"
