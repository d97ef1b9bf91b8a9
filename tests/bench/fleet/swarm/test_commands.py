"""What the swarm can be told."""

import json

import pytest

from bench.fleet.swarm.commands import carry_out
from bench.fleet.swarm.street import Street


def told(street: Street, what: str, first: int, last: int) -> None:
    assert carry_out(json.dumps({"do": what, "first": first, "last": last}), street) == "{}"


def test_cameras_leave_and_come_back_stall_and_go_on() -> None:
    street = Street()
    told(street, "leave", 0, 9)
    told(street, "return", 5, 7)
    told(street, "stall", 3, 4)
    told(street, "go on", 4, 4)
    assert (street.away, street.stalled) == ({0, 1, 2, 3, 4, 8, 9}, {3})


def test_what_was_counted_is_told() -> None:
    street = Street()
    street.connects.append(12.5)
    street.due, street.dropped = 10, 1
    counted = json.loads(carry_out('{"do": "count"}', street))
    assert (counted["connects"], counted["due"], counted["dropped"]) == (1, 10, 1)
    assert json.loads(carry_out('{"do": "connects"}', street)) == {"connects": [12.5]}


def test_an_unknown_command_is_refused() -> None:
    with pytest.raises(ValueError, match="explode"):
        carry_out('{"do": "explode"}', Street())
