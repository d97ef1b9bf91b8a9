import pytest

from lokus_identity.caller import Caller, Role
from lokus_kit.clock import SystemClock
from lokus_kit.errors import Forbidden


def test_a_role_that_is_missing_is_named() -> None:
    now = SystemClock().now()
    caller = Caller("ana", "Ana", "jakarta", "kpu-dki", frozenset({Role.AUDITOR}), now)
    caller.require(Role.OWNER_ADMIN, Role.AUDITOR)
    with pytest.raises(Forbidden, match="needs the role owner_admin"):
        caller.require(Role.OWNER_ADMIN)
