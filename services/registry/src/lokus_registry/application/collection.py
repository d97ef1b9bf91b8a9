"""What all collections have in common: pages, the missing, and the still needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from lokus_kit.errors import Conflict, Invalid, NotFound
from lokus_registry.application.ports import Lock, Register, Window
from lokus_registry.domain.policy.scope import Scope

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items, and the id to go on behind; None at the end."""

    items: Sequence[T]
    next: str | None


async def page(register: Register[T], window: Window, scope: Scope) -> Page[T]:
    """One page of what the scope covers."""
    found = await register.read(Window(window.limit + 1, window.after), scope)
    items = found[: window.limit]
    return Page(items, _key(items[-1]) if len(found) > window.limit else None)


async def existing(register: Register[T], noun: str, key: str, lock: Lock = Lock.NONE) -> T:
    """The thing of that id; NotFound if there is none."""
    found = await register.find(key, lock)
    if found is None:
        raise NotFound(f"there is no {noun} {key}")
    return found


async def referred(register: Register[T], field: str, collection: str, key: str, lock: Lock = Lock.KEEP) -> T:
    """What a body refers to, kept from changing until the end; Invalid if there is none."""
    found = await register.find(key, lock)
    if found is None:
        raise Invalid(
            f"{field}: there is no {key} among the {collection}; PUT /v1/{collection}/{key} first",
            reason="unknown-reference",
        )
    return found


async def remove(register: Register[T], noun: str, key: str) -> None:
    """Remove the thing; Conflict lists what still refers to it."""
    in_use = await register.remove(key)
    if in_use:
        told = " and ".join(f"{count} {collection}" for collection, count in in_use.items())
        raise Conflict(
            f"{noun} {key} is still referred to by {told}: remove or change them first",
            reason="in-use",
            in_use=in_use,
        )


def _key(item: object) -> str:
    return str(getattr(item, "id"))  # noqa: B009 (every item has one, which T does not say)
