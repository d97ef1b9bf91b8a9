"""Every camera in memory with the states of its streams, found by id, owner, site, zone and area.

Lists are drawn from the few cameras that an owner has or a locus selects, never from all of a
tenant's. An older version never replaces a newer one, nor does the state of an earlier owner of a stream
replace that of a later one. Owned by the event loop.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain

from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraRecord
from lokus_proto.v1.grant_change import Locus
from lokus_proto.v1.stream_state import StreamState

_Key = tuple[str, str, str]


class CameraIndex:
    """Cameras of all tenants."""

    def __init__(self) -> None:
        self._cameras: dict[tuple[str, str], CameraRecord] = {}
        self._versions: dict[tuple[str, str], int] = {}
        self._states: dict[tuple[str, str, StreamName], StreamState] = {}
        self._places: defaultdict[_Key, set[str]] = defaultdict(set)

    def put(self, tenant: str, camera: CameraRecord) -> bool:
        """Take a record in, or take the camera out if it says so; False if it is no news."""
        key = tenant, camera.id
        if self._versions.get(key, 0) >= camera.version:
            return False
        self._versions[key] = camera.version
        if (known := self._cameras.pop(key, None)) is not None:
            for place in _places(tenant, known):
                self._places[place].discard(camera.id)
        if not camera.removed:
            self._cameras[key] = camera
            for place in _places(tenant, camera):
                self._places[place].add(camera.id)
        return True

    def put_state(self, tenant: str, state: StreamState) -> None:
        """Take the newest state of a stream in, unless a later owner has told one."""
        key = tenant, state.camera, state.stream
        known = self._states.get(key)
        if known is None or state.epoch >= known.epoch:
            self._states[key] = state

    def get(self, tenant: str, camera: str) -> CameraRecord | None:
        """The camera, if the tenant has it."""
        return self._cameras.get((tenant, camera))

    def state(self, tenant: str, camera: str, stream: StreamName) -> StreamState | None:
        """What was last heard of a stream."""
        return self._states.get((tenant, camera, stream))

    def owned_by(self, tenant: str, owner: str) -> Iterator[CameraRecord]:
        """All cameras of an owner."""
        return self._found(tenant, self._places.get((tenant, "owner", owner), ()))

    def selected(self, tenant: str, owner: str, locus: Locus) -> Iterator[CameraRecord]:
        """The owner's cameras in a locus."""
        named: Iterable[_Key] = chain(
            ((tenant, "area", area) for area in locus.areas),
            ((tenant, "site", site) for site in locus.sites),
            ((tenant, "zone", zone) for zone in locus.zones),
        )
        ids = set(locus.cameras).union(*(self._places.get(place, ()) for place in named))
        return (camera for camera in self._found(tenant, ids) if camera.owner == owner)

    def _found(self, tenant: str, ids: Iterable[str]) -> Iterator[CameraRecord]:
        cameras = (self._cameras.get((tenant, camera)) for camera in ids)
        return (camera for camera in cameras if camera is not None)


def _places(tenant: str, camera: CameraRecord) -> Iterator[_Key]:
    yield tenant, "owner", camera.owner
    yield tenant, "site", camera.site.id
    yield tenant, "zone", camera.zone.id
    for area in camera.areas:
        yield tenant, "area", area
