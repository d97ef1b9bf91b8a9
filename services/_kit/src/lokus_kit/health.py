"""Readiness with reasons. `/healthz`: the process runs its loop. `/readyz`: it can do its work now.

Each part of a service names a condition and keeps it true or says why it is not. Not ready is no
reason to be restarted: what is away comes back, and the condition clears by itself.
"""

from collections.abc import Callable


class Condition:
    """One thing that readiness hangs on; not ready until told otherwise."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._reason: str | None = "starting"

    @property
    def reason(self) -> str | None:
        """None when all is well."""
        return self._reason

    def ok(self) -> None:
        """All is well."""
        self._reason = None

    def failing(self, reason: str) -> None:
        """Say what is wrong, in a few words for a person."""
        self._reason = reason


class Health:
    """All conditions of a process."""

    def __init__(self) -> None:
        self._conditions: dict[str, Callable[[], str | None]] = {}
        self._stopping = False

    def condition(self, name: str) -> Condition:
        """Add a condition that its owner keeps."""
        condition = Condition(name)
        self._conditions[name] = lambda: condition.reason
        return condition

    def watch(self, name: str, reason: Callable[[], str | None]) -> None:
        """Add a condition that is asked when somebody asks."""
        self._conditions[name] = reason

    def stopping(self) -> None:
        """From now on not ready: the first step of a shutdown."""
        self._stopping = True

    def reasons(self) -> dict[str, str]:
        """Why not ready, by condition; empty when ready."""
        if self._stopping:
            return {"process": "stopping"}
        found = {name: ask() for name, ask in self._conditions.items()}
        return {name: reason for name, reason in found.items() if reason is not None}
