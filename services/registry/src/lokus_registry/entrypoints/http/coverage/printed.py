"""The survey as a page to print, in Indonesian or English; all that comes from outside is escaped."""

from collections.abc import Mapping, Sequence
from typing import Final

from lokus_registry.domain.coverage import AreaCoverage, Coverage, SiteCoverage, Survey
from lokus_registry.entrypoints.http.forms import Language
from lokus_registry.entrypoints.http.printing import framed, in_jakarta, table

_TEXTS: Final[Mapping[Language, Mapping[str, str]]] = {
    Language.INDONESIAN: {
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
    Language.ENGLISH: {
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


def printed(survey: Survey, language: Language) -> str:
    """The whole page."""
    told = _TEXTS[language]
    moment = f"{told['at']} {in_jakarta(survey.at)}"
    return framed(language, told["title"], moment, _totals(survey.totals, told), _sites(survey.sites, told))


def _totals(totals: Sequence[AreaCoverage], told: Mapping[str, str]) -> str:
    heads = (told["area"], told["sites"], *(told[state] for state in Coverage))
    counts = [(each.sites, each.delivering, each.not_delivering, each.none) for each in totals]
    rows: list[tuple[str | int, ...]] = [
        (f"{each.area} {each.name}", *counted) for each, counted in zip(totals, counts, strict=True)
    ]
    sums: tuple[str | int, ...] = (told["total"], *map(sum, zip((0, 0, 0, 0), *counts, strict=True)))
    return table(heads, [*rows, sums])


def _sites(sites: Sequence[SiteCoverage], told: Mapping[str, str]) -> str:
    names = ("site", "kind", "owner", "area", "state", "cameras", "working")
    rows = [
        (
            *(f"{each.name} ({each.id})", each.kind, each.owner, f"{each.area} {each.area_name}"),
            *(told[each.state], each.cameras, each.delivering),
        )
        for each in sites
    ]
    return table([told[name] for name in names], rows)
