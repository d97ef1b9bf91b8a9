"""Who looks over what of the city."""

import pytest

from lokus_identity.caller import Role
from lokus_kit.errors import Forbidden
from lokus_registry.domain.policy.survey import Outlook, may_survey, outlook
from unit.registry.cast import AUDITOR, OBSERVER, OPERATOR, OWNER, PARTNER, POLICE, VENDOR, caller
from unit.registry.rules import EVERYBODY, allowed

_CENTRAL = ("31.71",)


def test_everybody_with_a_part_in_the_city_may_look() -> None:
    assert allowed(may_survey) == {each.organisation for each in EVERYBODY}
    with pytest.raises(Forbidden):
        may_survey(caller("nobody"))


def test_each_role_looks_over_what_is_its_own() -> None:
    assert outlook(OPERATOR, ()) == outlook(AUDITOR, ()) == Outlook(everything=True)
    assert outlook(OWNER, _CENTRAL) == Outlook(owner="kpu")
    assert outlook(PARTNER, ()) == Outlook(owner="plaza")
    assert outlook(VENDOR, _CENTRAL) == Outlook(vendor="nusantara")
    assert outlook(POLICE, _CENTRAL) == outlook(OBSERVER, _CENTRAL) == Outlook(areas=_CENTRAL)


def test_roles_add_up() -> None:
    both = caller("plaza", Role.PARTNER, Role.VENDOR, Role.OBSERVER)
    assert outlook(both, _CENTRAL) == Outlook(owner="plaza", vendor="plaza", areas=_CENTRAL)


def test_a_viewer_without_a_jurisdiction_is_told_who_sets_it() -> None:
    with pytest.raises(Forbidden, match="platform operator"):
        outlook(POLICE, ())
