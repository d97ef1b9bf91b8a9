"""Has footage fetched from a camera's own card: an order for ingest, followed as all late footage is.

The same range again is the same footage while it is on its way or stored whole. What was refused is tried
again; of what was stored in part, the whole is asked for anew, and comes to lie beside it.
"""

from typing import Final

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import Invalid, Overloaded
from lokus_proto.v1.late_footage import LateCard, LateCardOrder, LateFootageState, LatePhase
from lokus_proto.v1.recording import LateOrigin
from lokus_registry.application.late_footage.ports import LateBoard
from lokus_registry.application.placing import seen
from lokus_registry.application.ports import Begin
from lokus_registry.domain.announcement import PlacedCamera
from lokus_registry.domain.card_footage import CardClaim, card_footage_id, check_range
from lokus_registry.domain.late_footage import recorded_stream
from lokus_registry.domain.policy.late_footage import may_bring

ATTEMPTS: Final = 8


class CardFootages:
    """The call on footage from cards."""

    def __init__(self, begin: Begin, board: LateBoard, clock: Clock) -> None:
        self._begin = begin
        self._board = board
        self._clock = clock

    async def order(self, caller: Caller, camera: str, claim: CardClaim) -> tuple[LateFootageState, bool]:
        """Have a range fetched; False when it is on its way or stored already."""
        async with self._begin(caller.tenant) as registers:
            placed = await seen(registers, camera)
        may_bring(caller, placed)
        check_range(claim, self._clock.now())
        if placed.camera.onvif is None:
            raise Invalid(
                f"camera {camera} has no `onvif`: name its device first, for a card is read through it",
                reason="no-device",
            )
        for attempt in range(ATTEMPTS):
            stream = recorded_stream(placed.camera)
            footage = card_footage_id(caller.tenant, camera, stream, claim, attempt)
            before = await self._board.state(caller.tenant, footage)
            if before is None or before.phase is LatePhase.REFUSED:
                return await self._ordered(caller, placed, claim, footage), True
            if before.phase is not LatePhase.STORED or before.detail is None:
                return before, False
        raise Overloaded(
            f"this range was fetched {ATTEMPTS} times, and something was lacking each time: ask for the part "
            "that is lacking"
        )

    async def _ordered(
        self, caller: Caller, placed: PlacedCamera, claim: CardClaim, footage: str
    ) -> LateFootageState:
        camera, now = placed.camera, self._clock.now()
        origin = LateOrigin(
            footage=footage, by=caller.subject, organisation=caller.organisation, received_at=now
        )
        order = LateCardOrder(
            footage=footage,
            camera=camera.id,
            stream=recorded_stream(camera),
            origin=origin,
            card=LateCard(start=claim.start, until=claim.until),
        )
        state = LateFootageState(**dict(order), phase=LatePhase.RECEIVED, at=now)
        await self._board.order(caller.tenant, order, state)
        return state
