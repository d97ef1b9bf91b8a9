"""What a thing's body becomes when only some of its members are given."""

from collections.abc import Mapping
from typing import Any


def merged(present: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """`present` with what is given in its stead; objects are merged member by member, all else replaced."""
    found = dict(present)
    for name, value in given.items():
        before = found.get(name)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            found[name] = merged(before, value)
        else:
            found[name] = value
    return found
