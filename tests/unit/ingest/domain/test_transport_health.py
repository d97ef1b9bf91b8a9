import pytest

from lokus_ingest.domain.transport_health import TransportHealth

FRAME_90K = 3600


def test_pictures_on_time_have_no_jitter() -> None:
    health = TransportHealth(0.0)
    for number in range(100):
        health.add(number * FRAME_90K, number / 25, key_frame=number % 50 == 0)
    assert health.jitter_seconds == pytest.approx(0, abs=1e-9)
    assert health.key_frame_age_seconds(99 / 25) == pytest.approx(49 / 25)


def test_jitter_is_the_smoothed_move_between_pictures() -> None:
    health = TransportHealth(0.0)
    for number in range(400):
        late_seconds = 0.01 if number % 2 else 0.0
        health.add(number * FRAME_90K, number / 25 + late_seconds, key_frame=False)
    assert health.jitter_seconds == pytest.approx(0.01, rel=0.01)
    once = TransportHealth(0.0)
    once.add(0, 0.0, key_frame=True)
    once.add(FRAME_90K, 0.04 + 0.016, key_frame=False)
    assert once.jitter_seconds == pytest.approx(0.001)


def test_pictures_out_of_order_are_no_jitter() -> None:
    health = TransportHealth(0.0)
    for number, shown in enumerate([0, 3, 1, 2, 6, 4, 5, 9, 7, 8]):
        health.add(shown * FRAME_90K, number / 25, key_frame=number == 0)
    assert health.jitter_seconds < 0.01


def test_the_drift_is_that_of_the_pictures() -> None:
    health = TransportHealth(0.0)
    for number in range(25 * 90):
        health.add(round(number * FRAME_90K * 1.001), number / 25, key_frame=False)
    assert health.clock_drift_ppm == pytest.approx(1000, abs=10)
