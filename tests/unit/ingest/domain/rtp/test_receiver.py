from lokus_ingest.domain.rtp.receiver import PassedOver, Receiver
from lokus_ingest.domain.rtp.rtcp import SenderReport
from unit.ingest.domain.rtp.packets import AUDIO, SSRC, VIDEO


class Told:
    """A track's media that keeps what it is told; also takes strays."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def take(self, packet: bytes, start: int, stop: int) -> None:
        self.told.append(packet[start:stop].decode())

    def marked(self) -> None:
        self.told.append("marked")

    def lose(self) -> None:
        self.told.append("lose")

    def turn(self, packet: bytes, start: int, stop: int, pts_90k: int) -> None:
        self.told.append(f"at {pts_90k}")

    def stray(
        self, packet: bytes, start: int, stop: int, header: int, stamp: int, now_seconds: float
    ) -> None:
        self.told.append("stray")


class Rig:
    def __init__(self) -> None:
        self.media = Told()
        self.receiver = Receiver(VIDEO, self.media, self.media.stray)

    def take(
        self,
        sequence: int,
        payload: bytes = b"x",
        *,
        at: int = 0,
        flags: int = 0x8060,
        ssrc: int = SSRC,
        now: float = 0.0,
    ) -> None:
        header, stamp = flags << 16 | sequence, at << 32 | ssrc
        self.receiver.take(payload, 0, len(payload), header, stamp, now)


def test_payloads_come_with_their_times_and_markers() -> None:
    rig = Rig()
    rig.take(1, b"a", at=100)
    rig.take(2, b"b", at=100)
    rig.take(3, b"c", at=100, flags=0x80E0)
    rig.take(4, b"d", at=3700)
    assert rig.media.told == ["lose", "at 100", "a", "b", "c", "marked", "at 3700", "d"]


def test_sequence_numbers_wrap_without_a_loss() -> None:
    rig = Rig()
    for sequence in (65_534, 65_535, 0, 1):
        rig.take(sequence)
    assert rig.media.told == ["lose", "at 0", "x", "x", "x", "x"]
    assert rig.receiver.received == (4, 0, 0)


def test_a_gap_is_told_before_the_time_turns() -> None:
    rig = Rig()
    rig.take(1)
    rig.take(3, at=3600)
    rig.take(2, at=3600)
    assert rig.media.told == ["lose", "at 0", "x", "lose", "at 3600", "x"]
    assert rig.receiver.received == (2, 1, 1)


def test_numbers_from_elsewhere_are_a_loss_and_counted_on() -> None:
    rig = Rig()
    rig.take(1)
    rig.take(30_000)
    rig.take(30_001)
    assert rig.media.told == ["lose", "at 0", "x", "lose", "x", "x"]
    assert rig.receiver.received == (3, 0, 0)


def test_another_sender_is_foreign_until_ours_fell_silent() -> None:
    rig = Rig()
    rig.take(1)
    rig.take(500, b"y", ssrc=9, at=7, now=1.9)
    assert rig.receiver.foreign == 1
    rig.take(501, b"y", ssrc=9, at=7, now=2.0)
    assert rig.media.told == ["lose", "at 0", "x", "lose", "at 7", "y"]


def test_another_payload_type_is_a_stray() -> None:
    rig = Rig()
    rig.take(1, flags=0x8061)
    assert rig.media.told == ["stray"]
    passed = PassedOver(AUDIO, rig.media.stray)
    passed.take(b"x", 0, 1, 0x8008 << 16, 0, 0.0)
    passed.take(b"x", 0, 1, 0x8060 << 16, 0, 0.0)
    assert (passed.packets, rig.media.told) == (1, ["stray", "stray"])


def test_a_broken_header_is_counted_and_passed_over() -> None:
    rig = Rig()
    rig.take(1, b"x", flags=0xA060)
    rig.take(1, b"\x09", flags=0xA060)
    rig.take(1, b"x", flags=0x4060)
    assert (rig.receiver.malformed, rig.media.told) == (3, [])


def test_only_reports_of_our_sender_are_learned() -> None:
    rig = Rig()
    rig.receiver.learn(SenderReport(SSRC, 1 << 62, 0), 0.0)
    rig.take(1)
    rig.receiver.learn(SenderReport(9, 1 << 62, 0), 0.0)
    assert not rig.receiver.clocks.pairs
    rig.receiver.learn(SenderReport(SSRC, 1 << 62, 45_000), 0.0)
    (pair,) = rig.receiver.clocks.pairs
    assert pair.media_seconds == 0.5


def test_a_header_extension_is_told_with_its_picture_s_time_before_its_payload_is_taken() -> None:
    media, told = Told(), list[tuple[bytes, int, int]]()
    receiver = Receiver(
        VIDEO, media, media.stray, lambda octets, pts_90k: told.append((octets, pts_90k, len(media.told)))
    )
    extension = b"\xab\xac\x00\x01mark"
    for sequence, at in ((1, 100), (2, 3700)):
        packet = extension + b"x"
        receiver.take(packet, 0, len(packet), 0x9060 << 16 | sequence, at << 32 | SSRC, 0.0)
    assert media.told == ["lose", "at 100", "x", "at 3700", "x"]
    assert told == [(extension, 100, 2), (extension, 3700, 4)]
