"""Standards: what a site of a kind should have, item by item, as an organisation asks it of its sites.

An item is fulfilled by a record of somebody who looked (`record`), by cameras that deliver now
(`cameras`): that is measured, and nobody can tick it, or by the site's notice sign (`notice_sign`), which
the site itself tells. Items of one key in several standards share records.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lokus_kit.errors import Invalid
from lokus_proto.v1.camera import SiteKind
from lokus_registry.domain.place import SiteVariant, check_variant


class Rule(StrEnum):
    """What fulfils an item."""

    RECORD = "record"
    CAMERAS = "cameras"
    NOTICE_SIGN = "notice_sign"


@dataclass(frozen=True, slots=True)
class StandardItem:
    """Something that a site should have.

    `zone_kinds` are whose zones cameras must cover; a record holds for `valid_days`, or as long as it says.
    """

    key: str
    name: str
    rule: Rule
    zone_kinds: tuple[str, ...] = ()
    valid_days: int | None = None
    required: bool = True


@dataclass(frozen=True, slots=True)
class Standard:
    """What `owner` asks of its sites of a kind, and of those of the organisations below it.

    With a `variant`, of the sites of that variant alone.
    """

    id: str
    name: str
    owner: str
    site_kind: SiteKind
    items: tuple[StandardItem, ...]
    variant: SiteVariant | None = None

    def is_asked_of(self, variant: SiteVariant | None) -> bool:
        """Whether sites of its kind and of this variant are held to it."""
        return self.variant is None or self.variant is variant


def check_standard(standard: Standard) -> None:
    """Invalid unless every key stands there once, and each item has what its rule needs."""
    check_variant(standard.site_kind, standard.variant)
    keys = [item.key for item in standard.items]
    if len(set(keys)) != len(keys):
        raise Invalid("items: name each key once", reason="twice")
    for item in standard.items:
        if (item.rule is Rule.CAMERAS) != bool(item.zone_kinds):
            raise Invalid(
                f"items: {item.key}: zone_kinds belong to the rule `cameras`, which needs one",
                reason="zone-kinds",
            )
        if item.rule is not Rule.RECORD and item.valid_days is not None:
            raise Invalid(
                f"items: {item.key}: only what is recorded expires; leave valid_days out", reason="valid-days"
            )


def records_of(standards: Sequence[Standard]) -> frozenset[str]:
    """The keys of the items that records fulfil."""
    return frozenset(
        item.key for standard in standards for item in standard.items if item.rule is Rule.RECORD
    )
