import pytest

from lokus_kit.errors import Invalid
from lokus_registry.domain.place import Zone, check_position


def test_a_zone_is_private_until_somebody_says_otherwise() -> None:
    assert Zone("z", "Zone", "entrance", "s").private is True


def test_a_position_is_whole_or_absent() -> None:
    check_position(None, None)
    check_position(0.0, 0.0)
    for latitude, longitude in ((1.0, None), (None, 1.0)):
        with pytest.raises(Invalid, match="both or neither"):
            check_position(latitude, longitude)
