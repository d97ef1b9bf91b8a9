from lokus_ingest.domain.rtp.clocks import Clocks
from lokus_ingest.domain.rtp.figures import ClockPair
from lokus_ingest.domain.rtp.rtcp import SenderReport

UNIX = 2_208_988_800


def test_the_first_report_and_the_latest_are_kept() -> None:
    clocks = Clocks()
    assert (clocks.pairs, clocks.latest_ntp, clocks.since_seconds(5.0)) == ((), None, 0.0)
    for number in range(3):
        clocks.learn(SenderReport(7, (UNIX + 100 + number) << 32, 0), number * 1.0, 10.0 + number)
    assert clocks.pairs == (ClockPair(100.0, 0.0, 10.0), ClockPair(102.0, 2.0, 12.0))
    assert clocks.latest_ntp == (UNIX + 102) << 32
    assert clocks.since_seconds(12.5) == 0.5
