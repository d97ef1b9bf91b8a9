from lokus_local.virtual_camera.broadcast import Broadcast
from lokus_local.virtual_camera.playback import Playback
from lokus_local.virtual_camera.session import Session, SessionTable
from unit.local.virtual_camera.doubles import CountingSource, HandClock, RecordingDelivery


def _open(table: SessionTable, clock: HandClock) -> tuple[Session, RecordingDelivery]:
    delivery = RecordingDelivery()
    playback = Playback(Broadcast(CountingSource(), clock), delivery, clock)
    return table.open(0, "192.0.2.1", delivery, playback), delivery


def test_a_silent_session_is_ended_when_its_time_is_up() -> None:
    clock = HandClock()
    table = SessionTable(clock, timeout_seconds=10)
    _, delivery = _open(table, clock)
    clock.advance(10)
    table.expire()
    assert len(table) == 1

    clock.advance(0.1)
    table.expire()
    assert len(table) == 0
    assert delivery.closed == [True]


def test_a_sign_of_life_puts_the_end_off() -> None:
    clock = HandClock()
    table = SessionTable(clock, timeout_seconds=10)
    session, _ = _open(table, clock)
    clock.advance(9)
    assert table.find(session.id, "192.0.2.1") is session

    clock.advance(9)
    table.expire()
    assert len(table) == 1


def test_a_session_is_not_found_by_another_peer() -> None:
    clock = HandClock()
    table = SessionTable(clock, timeout_seconds=10)
    session, _ = _open(table, clock)

    assert table.find(session.id, "192.0.2.2") is None


def test_all_can_be_closed_and_closing_twice_is_harmless() -> None:
    clock = HandClock()
    table = SessionTable(clock, timeout_seconds=10)
    session, delivery = _open(table, clock)
    table.close_all("over")
    table.close(session, "again")

    assert delivery.closed == [False]
