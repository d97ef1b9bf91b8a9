"""What all collections have in common: pages, versions, the missing, and the still needed."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any, Final, Generic, TypeVar

from lokus_kit.errors import Conflict, Invalid, NotFound, PreconditionFailed
from lokus_registry.application.ports import Lock, Register, Window
from lokus_registry.domain.policy.scope import Scope

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items, and the id to go on behind; None at the end."""

    items: Sequence[T]
    next: str | None


@dataclass(frozen=True, slots=True)
class Precondition:
    """What the caller takes for granted about a thing (RFC 9110, section 13.1)."""

    match: frozenset[str] = frozenset()
    """If-Match: the thing is there under one of these tags, `*` being any; empty: nothing was said."""
    absent: bool = False
    """If-None-Match: *: the thing is not there."""

    def check(self, noun: str, key: str, before: object | None) -> None:
        """PreconditionFailed unless the thing, as it stands now, is what the caller takes it for."""
        if self.absent and before is not None:
            raise PreconditionFailed(f"there is a {noun} {key} already", reason="exists")
        if not self.match:
            return
        if before is None:
            raise PreconditionFailed(f"there is no {noun} {key} to match", reason="missing")
        if not self.match & {"*", tag(before)}:
            raise PreconditionFailed(
                f"{noun} {key} has changed since you read it: read it again, and send its new ETag",
                reason="changed",
            )


ANYHOW: Final = Precondition()
"""Nothing is taken for granted."""


def tag(item: Any) -> str:
    """The entity tag of a thing (a dataclass): another one whenever any member differs."""
    members = json.dumps(asdict(item), default=str, sort_keys=True)
    return sha256(members.encode()).hexdigest()[:20]


async def page(register: Register[T], window: Window, scope: Scope) -> Page[T]:
    """One page of what the scope covers."""
    found = await register.read(replace(window, limit=window.limit + 1), scope)
    return page_of(found, window.limit)


def page_of(found: Sequence[T], limit: int) -> Page[T]:
    """A page of at most `limit`, of which one more was looked for, to know whether there is a next."""
    items = found[:limit]
    return Page(items, _key(items[-1]) if len(found) > limit else None)


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
