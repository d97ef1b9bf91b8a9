"""What a child process is, and how it is tied to us: the same for engines, services and cameras.

A child gets its own session (a Ctrl-C in the terminal reaches only `lokus up`, which then stops the
children in order) and, on Linux, a parent-death signal, so that nothing outlives a supervisor that
was killed. Secrets travel in the environment, never in the arguments, which every user can read.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lokus_local.unprivileged import Account, become

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class ChildCommand:
    """One process to run: its name in logs and status, its arguments, and how it wants to end."""

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    account: Account | None = None
    folder: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL
    """Sent by the kernel when we die without stopping it."""

    def full_environment(self) -> dict[str, str]:
        """Our environment less other Lokus settings, and the child's own."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("LOKUS_")}
        return inherited | dict(self.environment)

    def before_exec(self) -> Callable[[], None]:
        """What the forked child does before it becomes the program: drop rights, then tie its life to ours.

        Runs between fork and exec in a process that has one thread, and calls nothing but the kernel.
        """
        parent_pid = os.getpid()
        libc = ctypes.CDLL(None, use_errno=True)

        def prepare() -> None:
            if self.account is not None:
                become(self.account, libc)
            if sys.platform == "linux":
                # After the change of user, which clears the setting.
                libc.prctl(_PR_SET_PDEATHSIG, int(self.orphan_signal), 0, 0, 0)
                if os.getppid() != parent_pid:
                    os._exit(1)

        return prepare
