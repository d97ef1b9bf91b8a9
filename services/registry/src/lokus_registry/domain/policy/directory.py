"""The directory (organisations, areas, elections, polling stations), and who uses the registry at all.

What the directory says is no secret to anybody who has a part in the platform: police and military ask
how many polling stations there are, and where.
"""

from typing import Final

from lokus_identity.caller import Caller, Role
from lokus_kit.errors import Forbidden

EVERYTHING: Final = frozenset({Role.PLATFORM_OPERATOR, Role.AUDITOR})
"""See all of a tenant."""

OWNERS: Final = frozenset({Role.OWNER_ADMIN, Role.PARTNER})
"""Own sites."""

PLACERS: Final = frozenset({Role.VENDOR, Role.PARTNER})
"""Place cameras, and need to know where they may."""


def may_read(caller: Caller) -> None:
    """Forbidden to those whose place is the gateway."""
    if not caller.roles & (EVERYTHING | OWNERS | PLACERS):
        raise Forbidden(
            f"the registry is for those who own, keep or audit cameras; {caller.subject} is none of them: "
            "cameras are watched at the gateway, GET /v1/cameras there lists yours",
            reason="role",
        )


def may_read_directory(caller: Caller) -> None:
    """What there is, and how much of it, is for everybody who has a part in the platform."""
    caller.require(*Role)


def may_change_directory(caller: Caller) -> None:
    """The directory is the platform operator's."""
    caller.require(Role.PLATFORM_OPERATOR)
