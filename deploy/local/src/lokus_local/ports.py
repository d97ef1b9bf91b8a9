"""The TCP ports of one deployment: a block that starts at the gateway's, or free ones.

All are on loopback. A block is checked before anything starts, so that a taken port is one clear
sentence, not a child that dies again and again.
"""

from dataclasses import asdict, dataclass
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
HIGHEST_BASE = 65_535 - max(_OFFSETS.values())


class PortTakenError(Exception):
    """A port of the block is in use by somebody else."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Who listens where."""

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

    @classmethod
    def choose(cls, base: int) -> Self:
        """Return the block that starts at `base`; 0 draws a free port for each."""
        if base:
            return cls(**{name: base + offset for name, offset in _OFFSETS.items()})
        chosen: set[int] = set()
        while len(chosen) < len(_OFFSETS):
            chosen.add(free_port())
        return cls(**dict(zip(_OFFSETS, chosen, strict=True)))

    def by_name(self) -> dict[str, int]:
        """Return the ports by the name of who listens."""
        return asdict(self)

    def check_free(self) -> None:
        """Raise PortTakenError when somebody listens on one of them already."""
        for name, port in self.by_name().items():
            if not is_free(port):
                raise PortTakenError(
                    f"port {port} ({name.replace('_', ' ')}) is taken: choose other ports with --port-base, "
                    "or --port-base 0 for free ones"
                )
