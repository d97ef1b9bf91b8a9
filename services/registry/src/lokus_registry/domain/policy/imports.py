"""Imports: whoever may write a collection may import it; the rows are held to the rules one by one."""

from lokus_identity.caller import Caller, Role
from lokus_kit.errors import Forbidden
from lokus_registry.domain.imports.job import Import, ImportCollection
from lokus_registry.domain.policy.cameras import may_change_cameras
from lokus_registry.domain.policy.directory import EVERYTHING, OWNERS, may_change_directory, may_read
from lokus_registry.domain.policy.scope import Scope


def may_import(caller: Caller, collection: ImportCollection) -> None:
    """Forbidden to who can write nothing of the collection."""
    if collection is ImportCollection.CAMERAS:
        may_change_cameras(caller)
    elif collection in {ImportCollection.SITES, ImportCollection.ZONES}:
        caller.require(*OWNERS)
    else:
        may_change_directory(caller)


def visible_imports(caller: Caller) -> Scope:
    """The imports that a caller may see: those of the own organisation."""
    may_read(caller)
    return Scope(everything=bool(caller.roles & EVERYTHING), owner=caller.organisation)


def may_cancel(caller: Caller, job: Import) -> None:
    """Forbidden unless the caller could have sent it, or runs the platform."""
    if Role.PLATFORM_OPERATOR in caller.roles:
        return
    if job.caller.organisation != caller.organisation:
        raise Forbidden(f"import {job.id} is not your organisation's", reason="not-yours")
    may_import(caller, job.order.collection)
