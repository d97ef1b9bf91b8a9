"""What the registry tells of a camera: the record for everybody, the source for ingest alone.

Both are told only when what they say has changed, under the version that the change made.
"""

from dataclasses import asdict, dataclass

from lokus_proto.v1.camera import CameraRecord, CameraSource, OnvifSource, SitePlace, StreamSource, ZonePlace
from lokus_proto.v1.recording import RecordingPolicy
from lokus_registry.domain.area import lineage
from lokus_registry.domain.camera import Camera, Onvif
from lokus_registry.domain.life.life import Life
from lokus_registry.domain.place import Site, Zone


@dataclass(frozen=True, slots=True)
class PlacedCamera:
    """A camera with the zone and the site that it stands in, and where it stands in its life."""

    camera: Camera
    zone: Zone
    site: Site
    life: Life

    def record(self, *, removed: bool = False) -> CameraRecord:
        """What everybody may know of it."""
        camera, zone, site = self.camera, self.zone, self.site
        return CameraRecord(
            id=camera.id,
            version=camera.version,
            name=camera.name,
            owner=site.owner,
            vendor=camera.vendor,
            site=SitePlace(id=site.id, name=site.name, kind=site.kind),
            zone=ZonePlace(id=zone.id, name=zone.name, kind=zone.kind, private=zone.private),
            areas=lineage(site.area),
            latitude=camera.latitude,
            longitude=camera.longitude,
            streams=tuple(stream.name for stream in camera.streams),
            motion_analytics=camera.motion_analytics,
            enabled=camera.enabled and self.life.is_pulled,
            in_service=self.life.is_shared,
            removed=removed,
        )

    def source(self) -> CameraSource:
        """How ingest reaches it."""
        camera = self.camera
        return CameraSource(
            id=camera.id,
            version=camera.version,
            streams=tuple(
                StreamSource(name=stream.name, url=stream.url, transport=stream.transport)
                for stream in camera.streams
            ),
            sealed_credentials=camera.sealed_credentials,
            onvif=_device(camera.onvif),
            recording=camera.recording,
            enabled=camera.enabled and self.life.is_pulled,
        )


def _device(onvif: Onvif | None) -> OnvifSource | None:
    return None if onvif is None else OnvifSource(**asdict(onvif))


def removed_source(camera: Camera) -> CameraSource:
    """The mark that a camera is gone: neither address nor credentials, but how long its recordings stay."""
    return gone_source(camera.id, camera.version, camera.recording)


def gone_source(camera: str, version: int, recording: RecordingPolicy | None) -> CameraSource:
    """The same of a camera of which no more than this is known."""
    return CameraSource(
        id=camera, version=version, streams=(), recording=recording, enabled=False, removed=True
    )


def same_but_version(one: CameraRecord | CameraSource, other: CameraRecord | CameraSource) -> bool:
    """Tell whether two messages say the same."""
    return one.model_copy(update={"version": other.version}) == other
