"""One chain of custody from the warehouse to the polling stations, told over HTTP by those who carry it."""

from datetime import datetime, timedelta

import httpx

from integration.registry.custody.material import RECEIPT, SHA256, Crew, fan_out, moment, tell
from integration.registry.custody.told_alarms import told_ended, told_raised
from integration.registry.kept_plane import KeptPlane
from integration.registry.map.standing import Standing
from integration.registry.people import City, Person
from support.identity import Issuer

_SENT = {"kotak": 20, "surat": 6000}


async def _arrived(hands: Crew, received: int = 5999, damaged: int = 1) -> None:
    """The first leg, with one sheet damaged unless the test says otherwise."""
    await hands.city.owner.put("shipments/s1", fan_out(), 201)
    await tell(hands.driver, "masuk/depart", sent=_SENT, at=moment(-2))
    counts = {"received": {"kotak": 20, "surat": received}, "damaged": {"surat": damaged}}
    await tell(hands.kelurahan, "masuk/arrive", at=moment(-1), **counts)


async def test_a_handover_takes_two_people_and_a_receipt(hands: Crew) -> None:
    await _arrived(hands)
    refused = await tell(hands.kelurahan, "masuk/confirm", 409, side="receiver")
    assert refused["reason"] == "receipt-needed"
    unknown = await tell(hands.kelurahan, "masuk/receipts", 422, side="receiver", receipt=SHA256)
    assert unknown["reason"] == "unknown-file"
    await hands.receipt(hands.kelurahan)
    await tell(hands.kelurahan, "masuk/receipts", side="receiver", receipt=SHA256)
    await tell(hands.kelurahan, "masuk/confirm", side="receiver")
    leg = await tell(hands.warehouse, "masuk/confirm", side="sender")
    assert (leg["state"], leg["differences"], leg["receipts"]) == ("closed", [], [SHA256])
    assert [each["by"] for each in leg["confirmed"]] == ["budi@dishub", "siti@kpu"]
    again = await tell(hands.warehouse, "masuk/confirm", 409, side="sender")
    assert (again["reason"], "correct-arrival" in again["legal"]) == ("state", True)


async def test_who_may_read_the_leg_may_read_its_receipt(
    hands: Crew, http: httpx.AsyncClient, issuer: Issuer
) -> None:
    await _arrived(hands)
    await hands.receipt(hands.driver)
    await tell(hands.driver, "masuk/receipts", side="sender", receipt=SHA256)
    path = f"shipments/s1/legs/masuk/receipts/{SHA256}"
    for person in (hands.kelurahan, hands.city.owner, hands.city.observer, hands.city.auditor):
        assert (await person.ask("GET", path)).content == RECEIPT
    for person in (hands.city.vendor, hands.city.partner):
        await person.get(path, 403)
    await hands.city.owner.get(path.replace("masuk", "ke-1"), 404)
    twin = City(f"{hands.city.tenant}-twin", http, issuer)
    await twin.auditor.get(path, 404)


async def test_each_side_tells_its_own(hands: Crew) -> None:
    await hands.city.owner.put("shipments/s1", fan_out(), 201)
    for person in (hands.kelurahan, hands.city.police, hands.city.observer, hands.city.vendor):
        await tell(person, "masuk/depart", 403, sent=_SENT)
    await tell(hands.warehouse, "masuk/arrive", 403, received=_SENT)
    early = await tell(hands.kelurahan, "masuk/arrive", 409, received=_SENT)
    assert (early["reason"], early["legal"]) == ("state", ["depart"])
    await tell(hands.driver, "masuk/depart", 422, sent={"tinta": 1})
    future = await tell(hands.driver, "masuk/depart", 422, sent=_SENT, at=moment(1))
    assert future["reason"] == "future"
    await tell(hands.driver, "masuk/depart", sent=_SENT)
    before = await tell(hands.kelurahan, "masuk/arrive", 422, received=_SENT, at=moment(-1))
    assert before["reason"] == "order"
    await tell(hands.driver, "nowhere/depart", 404, sent=_SENT)


async def test_a_mismatch_is_an_alarm_until_it_is_corrected_with_a_reason(
    hands: Crew, bus: KeptPlane
) -> None:
    await _arrived(hands, received=5990)
    raised = await told_raised(bus, hands.city.tenant, "kelurahan")
    assert (raised.kind, raised.thing, raised.cause) == (
        "count-mismatch",
        "shipments/s1",
        "legs/masuk/counts",
    )
    assert "surat: 5990 and 1 damaged where 6000 were expected" in raised.detail
    leg = await hands.city.owner.get("shipments/s1/legs/masuk")
    assert leg["differences"] == [{"item": "surat", "expected": 6000, "found": 5990, "damaged": 1}]

    correction = {"received": _SENT | {"surat": 5999}, "damaged": {"surat": 1}, "at": moment(-1)}
    corrected = await tell(
        hands.kelurahan, "masuk/correct-arrival", reason="satu dus belum dihitung", **correction
    )
    assert corrected["differences"] == []
    assert (await told_ended(bus, hands.city.tenant, "kelurahan")).alarm == raised.alarm
    records = (await hands.city.owner.get("shipments/s1/legs/masuk"))["records"]
    assert [each["act"] for each in records] == ["depart", "arrive", "correct-arrival"]
    assert records[1]["received"] == {"kotak": 20, "surat": 5990}
    assert (records[2]["reason"], records[2]["by"]) == ("satu dus belum dihitung", "budi@dishub")
    assert all(each["at"] < each["recorded_at"] for each in records)


async def test_what_leaves_the_kelurahan_is_what_arrived_there(hands: Crew) -> None:
    await _arrived(hands)
    await tell(hands.kelurahan, "ke-1/depart", sent={"kotak": 10, "surat": 3000})
    assert await hands.city.owner.ids("alarms?kind=count-mismatch") == []
    await tell(hands.kelurahan, "ke-2/depart", sent={"kotak": 10, "surat": 2990})
    [alarm] = (await hands.city.owner.get("alarms?open=true&kind=count-mismatch"))["items"]
    assert (alarm["site"], alarm["cause"]) == ("kelurahan", "sites/kelurahan/balance")
    assert "surat: 5990 where 5999 were expected" in alarm["detail"]
    told = {"sent": {"kotak": 10, "surat": 2999}, "at": moment(), "reason": "salah tulis"}
    await tell(hands.kelurahan, "ke-2/correct-departure", **told)
    assert await hands.city.owner.ids("alarms?open=true&kind=count-mismatch") == []


async def test_a_leg_says_where_and_when_to_look(hands: Crew, database_url: str) -> None:
    await _arrived(hands)

    async def cameras(person: Person) -> list[str]:
        leg = await person.get("shipments/s1/legs/masuk")
        return [camera["id"] for watch in leg["watch"] for camera in watch["cameras"]]

    assert await cameras(hands.city.observer) == []  # nothing is in service yet
    await Standing(database_url, hands.city.tenant).life("in_service", "in-store", "in-yard")
    assert await cameras(hands.city.owner) == ["in-store", "in-yard"]
    assert await cameras(hands.city.auditor) == ["in-store", "in-yard"]
    assert await cameras(hands.city.observer) == ["in-yard"]
    assert await cameras(hands.kelurahan) == []
    leg = await hands.city.owner.get("shipments/s1/legs/masuk")
    sender, receiver = leg["watch"]
    assert (sender["site"], sender["actual"], receiver["site"]) == ("gudang", True, "kelurahan")
    half_an_hour = timedelta(minutes=30)
    assert datetime.fromisoformat(sender["end"]) - datetime.fromisoformat(leg["departed_at"]) == half_an_hour
    planned = (await hands.city.owner.get("shipments/s1/legs/ke-1"))["watch"][1]
    assert planned["actual"] is False
