"""What plans of custody refer to, and what is said when it is not there."""

from collections.abc import Iterable

from lokus_kit.errors import Invalid


def unknown_reference(field: str, collection: str, keys: Iterable[str]) -> Invalid:
    """The error that says which things of a collection a member of a body refers to in vain."""
    missing = ", ".join(sorted(keys))
    return Invalid(
        f"{field}: there is no {missing} among the {collection}; PUT /v1/{collection}/... first",
        reason="unknown-reference",
    )
