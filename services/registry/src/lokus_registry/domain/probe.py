"""A probe: somebody asked what a device is and offers; an ingest worker looks and tells."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from lokus_proto.v1.probe import ProbeReason, ProbeReply, ProbeReport

LOOK_SECONDS: Final = 75.0
"""How long the answer of a worker is waited for: a look, and those that came before it."""
_LOST_AFTER: Final = timedelta(seconds=2 * LOOK_SECONDS)


class ProbeState(StrEnum):
    """How far a probe has come."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Probe:
    """One look at one device; its credentials are kept nowhere."""

    id: str
    organisation: str
    by: str
    address: str
    camera: str | None
    asked_at: datetime
    finished_at: datetime | None = None
    report: ProbeReport | None = None
    reason: ProbeReason | None = None
    detail: str | None = None

    @property
    def state(self) -> ProbeState:
        """How far it has come."""
        if self.finished_at is None:
            return ProbeState.WAITING
        return ProbeState.FAILED if self.report is None else ProbeState.DONE

    def answered(self, reply: ProbeReply, at: datetime) -> "Probe":
        """What a worker said of it."""
        return replace(self, finished_at=at, report=reply.report, reason=reply.reason, detail=_said(reply))

    def failed(self, reason: ProbeReason, detail: str, at: datetime) -> "Probe":
        """Nobody said anything of it."""
        return replace(self, finished_at=at, reason=reason, detail=detail)

    def as_of(self, now: datetime) -> "Probe":
        """The same, or lost: whoever waited for its answer is gone."""
        if self.finished_at is not None or now - self.asked_at < _LOST_AFTER:
            return self
        gone_at = self.asked_at + _LOST_AFTER
        return self.failed(ProbeReason.NO_WORKER, "the answer was lost in a restart: ask again", gone_at)


def host_of(address: str) -> str | None:
    """The host of HOST, HOST:PORT or a URL, in lower case; None if there is none."""
    text = address.strip()
    if "://" not in text:
        bare = text.count(":") > 1 and not text.startswith("[")
        text = f"http://[{text}]" if bare else f"http://{text}"
    try:
        return urlsplit(text).hostname
    except ValueError:
        return None


def _said(reply: ProbeReply) -> str | None:
    return reply.detail if reply.report is None else None
