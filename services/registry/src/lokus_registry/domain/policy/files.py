"""Files by themselves. A file that a record refers to is also read by whoever may read that record."""

from typing import Final

from lokus_identity.caller import Caller, Role
from lokus_registry.domain.policy.directory import EVERYTHING

_PUTTERS: Final = frozenset(Role) - {Role.AUDITOR}


def may_put_files(caller: Caller) -> None:
    """Whoever acts may bring evidence; the auditor only reads."""
    caller.require(*_PUTTERS)


def reads_all_files(caller: Caller) -> bool:
    """Tell whether the caller reads every file, or only what their organisation has put."""
    return bool(caller.roles & EVERYTHING)
