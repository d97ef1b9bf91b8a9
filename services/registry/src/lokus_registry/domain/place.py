"""Where cameras stand: a site of an owner in an area, and the zones within it.

A zone is private until the owner of its site says otherwise, and some kinds are so for ever: a zone that was
once of such a kind does not leave those kinds any more. A private zone is never shared.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from lokus_kit.errors import Invalid
from lokus_proto.v1.camera import SiteKind

ALWAYS_PRIVATE: Final = frozenset({"meeting_room", "commissioners_room"})
"""Kinds of zones that can never be shared: where members of an election body deliberate."""


class SiteVariant(StrEnum):
    """What a site is more closely; each belongs to one kind."""

    KPU = "kpu"
    BAWASLU = "bawaslu"
    PPK = "ppk"
    PPS = "pps"
    OTHER = "other"
    MAIN = "main"
    TACTICAL = "tactical"


_OFFICES: Final = frozenset(
    {SiteVariant.KPU, SiteVariant.BAWASLU, SiteVariant.PPK, SiteVariant.PPS, SiteVariant.OTHER}
)
VARIANTS: Final[Mapping[SiteKind, frozenset[SiteVariant]]] = {
    SiteKind.OFFICE: _OFFICES,
    SiteKind.COMMAND_POST: frozenset({SiteVariant.MAIN, SiteVariant.TACTICAL}),
}
"""The variants of the kinds that have any."""


@dataclass(frozen=True, slots=True)
class NoticeSign:
    """The record of the sign that tells people of cameras (UU 27/2022, art. 17).

    `checked_by` is a person, `photo` a file.
    """

    present: bool
    checked_on: date
    checked_by: str
    photo: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A place with one owner, who decides about everything in it. Degrees are WGS 84.

    `contact` is a person, `command_post` the site of that kind that watches this one.
    """

    id: str
    name: str
    kind: SiteKind
    owner: str
    area: str
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    variant: SiteVariant | None = None
    contact: str | None = None
    command_post: str | None = None
    notice_sign: NoticeSign | None = None


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of a site; `kind` is free, such as `entrance` or `meeting_room`."""

    id: str
    name: str
    kind: str
    site: str
    private: bool = True


@dataclass(frozen=True, slots=True)
class PrivacyChange:
    """One change of a zone's `private`, by whom and when; kept after the zone is gone."""

    number: int
    """Counts the changes of the zone, from 1."""
    zone: str
    site: str
    private: bool
    by: str
    organisation: str
    at: datetime
    reason: str | None = None


def check_position(latitude: float | None, longitude: float | None) -> None:
    """Invalid when only one half of a position is given."""
    if (latitude is None) != (longitude is None):
        raise Invalid("latitude and longitude: give both or neither", reason="position")


def check_variant(kind: SiteKind, variant: SiteVariant | None) -> None:
    """Invalid unless the variant is one of the kind's; it may be left out."""
    known = VARIANTS.get(kind, frozenset())
    if variant is not None and variant not in known:
        told = f"is one of {', '.join(sorted(known))}" if known else "must be left out"
        raise Invalid(f"variant: that of a site of kind {kind} {told}", reason="variant")


def is_always_private(kind: str) -> bool:
    """Tell whether zones of a kind are private for ever, in whichever way the kind is written."""
    return re.sub(r"[\W_]+", "_", kind.casefold()).strip("_") in ALWAYS_PRIVATE


def check_privacy(zone: Zone) -> None:
    """Invalid if a zone that is private for ever shall be shareable."""
    if not zone.private and is_always_private(zone.kind):
        raise Invalid(
            f"private: a zone of kind {zone.kind} is private for ever, whoever owns it: leave `private` out",
            reason="always-private",
        )


def check_stays_private(zone: Zone, before: Zone | None) -> None:
    """Invalid if a zone that is private for ever shall become one of a kind that is not.

    For its cameras were placed for what nobody else may see, and would stay in it.
    """
    if before is not None and is_always_private(before.kind) and not is_always_private(zone.kind):
        raise Invalid(
            f"kind: zone {zone.id} is of kind {before.kind}, and with that private for ever: "
            "if the room has really become another, retire this zone's cameras and register a new zone",
            reason="always-private",
        )
