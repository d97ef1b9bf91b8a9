"""The states of a camera's life and the edges between them, as a table.

`registered -> probed -> accepted -> in_service <-> maintenance -> retired`. What makes the pictures other
ones (a change of streams or zone, a refusal, a withdrawn consent) leads back to `registered`, from where
the owner of the site decides anew. Nothing leads out of `retired`.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from lokus_kit.errors import Conflict


class LifeState(StrEnum):
    """Where a camera stands in its life."""

    REGISTERED = "registered"
    """Known, and pulled so that it can be probed."""
    PROBED = "probed"
    """Ingest has measured pictures of it."""
    ACCEPTED = "accepted"
    """The owner of its site has taken it."""
    IN_SERVICE = "in_service"
    """Shared with whoever has a grant."""
    MAINTENANCE = "maintenance"
    """Shared still, and worked on."""
    RETIRED = "retired"
    """Pulled by nobody, for good."""


class Verb(StrEnum):
    """What takes a camera along an edge."""

    PROBE = "probe"
    ACCEPT = "accept"
    REFUSE = "refuse"
    PUT_IN_SERVICE = "put-in-service"
    START_MAINTENANCE = "start-maintenance"
    END_MAINTENANCE = "end-maintenance"
    RETIRE = "retire"
    CHANGE = "change"
    """Its streams or its zone became other ones."""
    WITHDRAW_CONSENT = "withdraw-consent"


_R, _P, _A, _S, _M, _X = LifeState
_LIVING: Final = (_R, _P, _A, _S, _M)

EDGES: Final[Mapping[Verb, Mapping[LifeState, LifeState]]] = {
    Verb.PROBE: {_R: _P},
    Verb.ACCEPT: {_P: _A},
    Verb.REFUSE: dict.fromkeys((_P, _A, _S, _M), _R),
    Verb.PUT_IN_SERVICE: {_A: _S},
    Verb.START_MAINTENANCE: {_S: _M},
    Verb.END_MAINTENANCE: {_M: _S},
    Verb.RETIRE: dict.fromkeys(_LIVING, _X),
    Verb.CHANGE: dict.fromkeys(_LIVING, _R),
    Verb.WITHDRAW_CONSENT: dict.fromkeys(_LIVING, _R),
}
"""Where each verb leads from where; what is not here is not legal."""

PEOPLE: Final = frozenset(Verb) - {Verb.PROBE, Verb.CHANGE, Verb.WITHDRAW_CONSENT}
"""The verbs that somebody asks for by name."""

SHARED: Final = frozenset({LifeState.IN_SERVICE, LifeState.MAINTENANCE})
"""The states in which whoever has a grant may see the camera."""


def verbs_from(state: LifeState) -> list[Verb]:
    """What people may ask of a camera in that state."""
    return [verb for verb in Verb if verb in PEOPLE and state in EDGES[verb]]


def led_to(camera: str, state: LifeState, verb: Verb) -> LifeState:
    """The state that the verb leads to; Conflict, with the verbs that are legal, if it leads nowhere."""
    if state in EDGES[verb]:
        return EDGES[verb][state]
    legal = verbs_from(state)
    told = " or ".join(legal) if legal else "nothing any more"
    raise Conflict(
        f"camera {camera} is {state}, and `{verb}` does not lead on from there: possible now is {told}",
        reason="illegal-edge",
        state=state.value,
        legal=[each.value for each in legal],
    )
