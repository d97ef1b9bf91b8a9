from bench.fleet.media_path import camera_traffic
from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.rtp.incoming import Incoming, MediaTrack, TrackKind


def test_a_camera_sends_two_megabits_a_second_in_seven_packets_a_picture() -> None:
    traffic = camera_traffic(8)
    assert len(traffic.chunks) == 8 * 25
    assert 1.9e6 < sum(map(len, traffic.chunks)) * 8 / 8 < 2.1e6
    assert 7 <= traffic.packets / len(traffic.chunks) < 8.5


def test_what_it_sends_is_read_without_a_loss() -> None:
    pictures: list[Picture] = []
    incoming = Incoming(lambda _: None)
    incoming.expect([MediaTrack(TrackKind.VIDEO, "h264", 96, 90_000, 0)], pictures.append)
    for number, chunk in enumerate(camera_traffic(2).chunks):
        incoming.feed(chunk, number / 25)
    assert [picture.pts_90k for picture in pictures] == [number * 3600 for number in range(50)]
    assert (incoming.figures.lost, incoming.figures.dropped, incoming.figures.garbage_bytes) == (0, 0, 0)
