"""The watch behind the requests: what becomes wrong with time is raised, once, and ends when it is done."""

from integration.registry.custody.material import Crew, leg, moment, shipment, tell
from integration.registry.custody.told_alarms import told_ended, told_raised
from integration.registry.kept_plane import KeptPlane
from integration.registry.waiting import until


async def _open_alarms(hands: Crew) -> list[tuple[str, str]]:
    items = (await hands.city.auditor.get("alarms?open=true"))["items"]
    return [(each["cause"], each["site"]) for each in items]


async def test_a_leg_that_is_late_is_told_and_ends_when_it_goes_on(hands: Crew, bus: KeptPlane) -> None:
    late = leg("l1", "gudang", "tps-2", moment(-3), moment(-2))
    await hands.city.owner.put("shipments/s1", shipment(late))
    raised = await told_raised(bus, hands.city.tenant, "gudang")
    assert (raised.kind, raised.cause) == ("leg-overdue", "legs/l1/departure")
    assert await _open_alarms(hands) == [("legs/l1/departure", "gudang")]
    await tell(hands.driver, "l1/depart", sent={"kotak": 1}, at=moment(-2.5))
    assert (await told_ended(bus, hands.city.tenant, "gudang")).alarm == raised.alarm
    assert await _open_alarms(hands) == [("legs/l1/arrival", "tps-2")]
    await tell(hands.polling, "l1/arrive", received={"kotak": 1}, at=moment(-2))
    assert await _open_alarms(hands) == []


async def test_what_becomes_late_while_nobody_calls_is_found(hands: Crew, bus: KeptPlane) -> None:
    """The grace ends two seconds after the plan was made: only the watch can tell."""
    soon = leg("l1", "gudang", "tps-2", moment(-0.25 + 2 / 3600), moment(2))
    plan = await hands.city.owner.put("shipments/s1", shipment(soon))
    assert plan["legs"][0]["state"] == "planned"

    async def found() -> list[tuple[str, str]] | None:
        return await _open_alarms(hands) or None

    assert await until(found) == [("legs/l1/departure", "gudang")]
    raised = await told_raised(bus, hands.city.tenant, "gudang")
    assert raised.detail.startswith("leg l1: the departure planned for")
    assert len((await hands.city.auditor.get("alarms"))["items"]) == 1
