"""What is wanting at sites as a page to print, in Indonesian or English."""

from collections.abc import Mapping, Sequence
from typing import Final

from lokus_registry.application.readiness.looking import SiteReadiness
from lokus_registry.application.readiness.wanting import ReadinessReport
from lokus_registry.domain.readiness.finding import ItemReadiness, ItemState
from lokus_registry.domain.readiness.wanted import AreaReadiness
from lokus_registry.entrypoints.http.forms import Language
from lokus_registry.entrypoints.http.printing import framed, in_jakarta, table

_TEXTS: Final[Mapping[Language, Mapping[str, str]]] = {
    Language.INDONESIAN: {
        "title": "Kesiapan lokasi",
        "at": "Keadaan pada",
        "area": "Wilayah",
        "sites": "Lokasi",
        "total": "Jumlah",
        "site": "Lokasi",
        "owner": "Pemilik",
        "item": "Butir",
        "required": "Wajib",
        "state": "Keadaan",
        "seen": "Diperiksa",
        "by": "Oleh",
        "expires": "Berlaku sampai",
        "unseen": "Zona tanpa kamera yang mengirim gambar",
        "yes": "ya",
        "no": "tidak",
        ItemState.MET: "Terpenuhi",
        ItemState.GAP: "Kurang",
        ItemState.EXPIRED: "Kedaluwarsa",
        ItemState.MISSING: "Belum diperiksa",
    },
    Language.ENGLISH: {
        "title": "Readiness of sites",
        "at": "As of",
        "area": "Area",
        "sites": "Sites",
        "total": "Total",
        "site": "Site",
        "owner": "Owner",
        "item": "Item",
        "required": "Required",
        "state": "State",
        "seen": "Seen",
        "by": "By",
        "expires": "Expires",
        "unseen": "Zones without a camera that delivers",
        "yes": "yes",
        "no": "no",
        ItemState.MET: "Met",
        ItemState.GAP: "Gap",
        ItemState.EXPIRED: "Expired",
        ItemState.MISSING: "Missing",
    },
}


def printed(report: ReadinessReport, language: Language) -> str:
    """The whole page."""
    told = _TEXTS[language]
    moment = f"{told['at']} {in_jakarta(report.at)}"
    return framed(language, told["title"], moment, _totals(report.totals, told), _sites(report.sites, told))


def _totals(totals: Sequence[AreaReadiness], told: Mapping[str, str]) -> str:
    heads = (told["area"], told["sites"], *(told[state] for state in ItemState))
    counts = [(each.sites, each.met, each.gap, each.expired, each.missing) for each in totals]
    rows: list[tuple[str | int, ...]] = [
        (f"{each.area} {each.name}", *counted) for each, counted in zip(totals, counts, strict=True)
    ]
    sums: tuple[str | int, ...] = (told["total"], *map(sum, zip((0, 0, 0, 0, 0), *counts, strict=True)))
    return table(heads, [*rows, sums])


def _sites(sites: Sequence[SiteReadiness], told: Mapping[str, str]) -> str:
    names = ("site", "owner", "area", "item", "required", "state", "seen", "by", "expires", "unseen")
    rows = [_row(each, item, told) for each in sites for item in each.items]
    return table([told[name] for name in names], rows)


def _row(found: SiteReadiness, each: ItemReadiness, told: Mapping[str, str]) -> tuple[str, ...]:
    site, finding = found.site, each.finding
    return (
        *(f"{site.name} ({site.id})", site.owner, site.area, each.item.name),
        *(told["yes" if each.item.required else "no"], told[each.state]),
        "" if finding is None else in_jakarta(finding.observed_at),
        "" if finding is None else f"{finding.by} ({finding.organisation})",
        "" if each.expires_at is None else in_jakarta(each.expires_at),
        ", ".join(each.unseen),
    )
