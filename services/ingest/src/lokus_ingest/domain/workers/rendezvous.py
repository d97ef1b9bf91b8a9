"""Weighted rendezvous hashing: each camera belongs to the worker that scores highest for it.

A score depends on nothing but the worker, its weight and the camera, so all workers that see the same
workers agree without a word, and a worker that joins or leaves moves its own share alone. The score is
-weight / ln(u) with u in (0, 1) from a hash (Schindelhauer and Schomaker, "Weighted Distributed Hash
Tables", SPAA 2005): a worker of twice the weight gets twice the cameras.
"""

from collections.abc import Hashable, Iterator, Mapping
from hashlib import blake2b
from math import log
from typing import Final, Generic, TypeVar

_BITS: Final = 64
_SCALE: Final = 2.0**-_BITS

Camera = TypeVar("Camera", bound=Hashable)


def score(worker: str, weight: float, camera: bytes) -> float:
    """How much a camera belongs to a worker; above 0, the same on every machine."""
    digest = blake2b(camera, digest_size=_BITS // 8, key=worker.encode()[:64]).digest()
    share = (int.from_bytes(digest, "big") + 0.5) * _SCALE
    # A share that rounds to 1 has no logarithm to divide by.
    return -weight / log(min(share, 1 - 2**-53))


class Assignment(Generic[Camera]):
    """The cameras of a fleet, each with its best worker; a change costs what it must and no more.

    A worker that joins is scored once for each camera; one that leaves costs a new search for its own.
    """

    def __init__(self) -> None:
        self._workers: dict[str, float] = {}
        self._best: dict[Camera, tuple[float, str]] = {}
        self._names: dict[Camera, bytes] = {}

    def owner(self, camera: Camera) -> str | None:
        """Whose a camera is; None if it is unknown or there is no worker."""
        best = self._best.get(camera)
        return best[1] if best else None

    def add(self, camera: Camera, name: bytes) -> None:
        """A camera comes; `name` is what is hashed of it."""
        if camera not in self._names:
            self._names[camera] = name
            self._search(camera)

    def change(self, workers: Mapping[str, float]) -> Iterator[Camera]:
        """Take the workers with their weights over; yields each camera that was looked at, to the last.

        The caller may do other things between two cameras; those not reached yet have their earlier owner.
        """
        before, self._workers = self._workers, dict(workers)
        risen = {name: weight for name, weight in workers.items() if weight > before.get(name, 0.0)}
        fallen = {name for name, weight in before.items() if workers.get(name, 0.0) < weight}
        if not (risen or fallen):
            return
        for camera in list(self._names):
            best = self._best.get(camera)
            if best is None or best[1] in fallen:
                self._search(camera)
            else:
                self._best[camera] = self._better(camera, best, risen)
            yield camera

    def _search(self, camera: Camera) -> None:
        best = self._better(camera, (0.0, ""), self._workers)
        if best[1]:
            self._best[camera] = best
        else:
            self._best.pop(camera, None)

    def _better(
        self, camera: Camera, best: tuple[float, str], workers: Mapping[str, float]
    ) -> tuple[float, str]:
        name = self._names[camera]
        return max([best, *((score(worker, weight, name), worker) for worker, weight in workers.items())])
