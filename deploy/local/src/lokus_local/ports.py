"""The TCP ports of one deployment: a block that starts at the gateway's, or free ones.

All are on loopback. A block is checked before anything starts, so that a taken port is one clear
sentence, not a child that dies again and again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from lokus_local.free_port import free_port, is_free

DEFAULT_BASE = 8080
_OFFSETS = {
    "gateway": 0,
    "registry": 1,
    "ingest": 2,
    "analytics": 3,
    "issuer": 4,
    "nats": 5,
    "postgres": 6,
    "virtual_cameras": 7,
    "weak_cameras": 8,
    "gateway_metrics": 10,
    "registry_metrics": 11,
    "ingest_metrics": 12,
    "analytics_metrics": 13,
}
MOST_WORKERS = 32
_MORE_WORKERS_OFFSET = 20
HIGHEST_BASE = 65_535 - (_MORE_WORKERS_OFFSET + 2 * MOST_WORKERS)


class PortTakenError(Exception):
    """A port of the block is in use by somebody else."""


@dataclass(frozen=True, slots=True)
class WorkerPorts:
    """Where a further ingest worker listens."""

    http: int
    metrics: int


@dataclass(frozen=True, slots=True)
class Ports:
    """Who listens where; `more_workers` are those of ingest behind the first."""

    gateway: int
    registry: int
    ingest: int
    analytics: int
    issuer: int
    nats: int
    postgres: int
    virtual_cameras: int
    weak_cameras: int
    gateway_metrics: int
    registry_metrics: int
    ingest_metrics: int
    analytics_metrics: int
    more_workers: tuple[WorkerPorts, ...] = ()

    @classmethod
    def choose(cls, base: int, ingest_workers: int = 1) -> Self:
        """Return the block that starts at `base`; 0 draws a free port for each."""
        count = len(_OFFSETS) + 2 * (ingest_workers - 1)
        numbers = _block(base, count) if base else _free(count)
        named = {name: next(numbers) for name in _OFFSETS}
        more = tuple(WorkerPorts(next(numbers), next(numbers)) for _ in range(1, ingest_workers))
        return cls(**named, more_workers=more)

    def by_name(self) -> dict[str, int]:
        """Return the ports by the name of who listens."""
        more: dict[str, int] = {}
        for number, ports in enumerate(self.more_workers, 2):
            more |= {f"ingest_{number}": ports.http, f"ingest_{number}_metrics": ports.metrics}
        return {name: getattr(self, name) for name in _OFFSETS} | more

    def check_free(self) -> None:
        """Raise PortTakenError when somebody listens on one of them already."""
        for name, port in self.by_name().items():
            if not is_free(port):
                raise PortTakenError(
                    f"port {port} ({name.replace('_', ' ')}) is taken: choose other ports with --port-base, "
                    "or --port-base 0 for free ones"
                )


def _block(base: int, count: int) -> Iterator[int]:
    more = range(_MORE_WORKERS_OFFSET, _MORE_WORKERS_OFFSET + count - len(_OFFSETS))
    return iter([base + offset for offset in (*_OFFSETS.values(), *more)])


def _free(count: int) -> Iterator[int]:
    chosen: set[int] = set()
    while len(chosen) < count:
        chosen.add(free_port())
    return iter(chosen)
