"""Administrative areas under their Kemendagri codes, whose digits spell the hierarchy.

`31.71.01.1001` is village 1001 of district 01 of regency 71 of province 31: level, parent and all
ancestors follow from the code, so a stored parent can never disagree with it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lokus_kit.errors import Invalid

CODE_PATTERN: Final = r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?$"


class AreaLevel(StrEnum):
    """How deep an area lies, the widest first."""

    PROVINCE = "province"
    REGENCY = "regency"
    DISTRICT = "district"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class Area:
    """One area; `id` is its code, `parent` the code of the next wider one."""

    id: str
    name: str
    level: AreaLevel
    parent: str | None


def lineage(code: str) -> tuple[str, ...]:
    """The codes from the province down to `code` itself."""
    parts = code.split(".")
    return tuple(".".join(parts[: depth + 1]) for depth in range(len(parts)))


def level_of(code: str) -> AreaLevel:
    """The level that a code spells."""
    return tuple(AreaLevel)[code.count(".")]


def span(code: str) -> tuple[str, str]:
    """The first code within an area, its own, and the first text behind them all, in the order of bytes.

    Codes are digits and dots, and `/` stands between the two: `31.71.01` is before `31.71/`, `31.72` behind.
    """
    return code, f"{code}/"


def check_area(area: Area) -> None:
    """Invalid unless level and parent are those that the code spells."""
    codes = lineage(area.id)
    level = level_of(area.id)
    parent = codes[-2] if len(codes) > 1 else None
    if area.level is not level:
        raise Invalid(f"level: the code {area.id} is that of a {level}", reason="area-level")
    if area.parent != parent:
        wanted = f"is {parent}" if parent else "must be left out: a province has none"
        raise Invalid(f"parent: by its code the parent of {area.id} {wanted}", reason="area-parent")
