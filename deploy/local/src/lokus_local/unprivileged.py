"""The account that a program runs under when it refuses to be root, as PostgreSQL does.

Started by root, we become `nobody` and keep one right: to search folders and read files
(CAP_DAC_READ_SEARCH, as an ambient capability). Without it the program could not reach its own
binary or folder when they lie below a closed folder such as /root (0700). Where we do not hold the
right ourselves (some containers), we go on without: then those folders must be open to be passed.
Started by an ordinary user, nothing changes.
"""

import ctypes
import os
import pwd
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_CAP_DAC_READ_SEARCH = 2
_CAPABILITY_VERSION_3 = 0x20080522
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2


@dataclass(frozen=True, slots=True)
class Account:
    """An ordinary user of this machine, and whether it may pass closed folders."""

    uid: int
    gid: int
    may_search: bool


def unprivileged_account() -> Account | None:
    """Return the account to become, or None when we are an ordinary user already."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid, may_search=_holds(_CAP_DAC_READ_SEARCH))


def become(account: Account, libc: ctypes.CDLL) -> None:
    """Become `account`, for good. Meant for a freshly forked child (see `capabilities(7)`)."""
    if account.may_search:
        libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(account.gid, account.gid, account.gid)
    os.setresuid(account.uid, account.uid, account.uid)
    if account.may_search:
        _keep_only(_CAP_DAC_READ_SEARCH, libc)


def becoming(account: Account | None) -> Callable[[], None] | None:
    """Return what a `subprocess` call takes as `preexec_fn` to run as `account`."""
    if account is None:
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    return lambda: become(account, libc)


def own_folder(folder: Path, account: Account | None) -> Path:
    """Make `folder` if needed, private (0700) and owned by `account` (None: by us)."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    return folder


def _holds(capability: int) -> bool:
    """Tell from /proc/self/status whether we hold `capability` now (never on systems without it)."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return False
    effective = next((line.split()[1] for line in lines if line.startswith("CapEff:")), "0")
    return bool(int(effective, 16) >> capability & 1)


def _keep_only(capability: int, libc: ctypes.CDLL) -> None:
    """Drop every capability but one, and let that one pass through exec."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    mask = 1 << capability
    sets = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)  # effective, permitted, inheritable; high words
    if libc.capset(header, sets) != 0:
        raise OSError(ctypes.get_errno(), "capset failed")
    if libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "raising an ambient capability failed")
