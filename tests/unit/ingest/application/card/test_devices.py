from lokus_ingest.application.card.devices import KnownDevice, KnownDevices
from lokus_proto.v1.camera import CameraSource, OnvifSource

ONVIF = OnvifSource(url="http://192.0.2.10/onvif/device_service")


def source(*, onvif: OnvifSource | None = ONVIF, removed: bool = False) -> CameraSource:
    return CameraSource(
        id="c1", version=1, streams=(), sealed_credentials="sealed", onvif=onvif, removed=removed
    )


def test_a_camera_s_device_is_known_with_its_credentials() -> None:
    devices = KnownDevices()
    devices.learn("jakarta", source())
    assert devices.of("jakarta", "c1") == KnownDevice(ONVIF, "sealed")


def test_the_camera_of_another_tenant_is_another() -> None:
    devices = KnownDevices()
    devices.learn("jakarta", source())
    assert devices.of("bandung", "c1") is None


def test_what_was_taken_away_is_forgotten() -> None:
    for gone in (source(onvif=None), source(removed=True)):
        devices = KnownDevices()
        devices.learn("jakarta", source())
        devices.learn("jakarta", gone)
        assert devices.of("jakarta", "c1") is None
