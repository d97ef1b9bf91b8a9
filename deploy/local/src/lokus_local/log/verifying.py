"""The check of a served log, from its checkpoint to its last leaf."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from lokus_kit.clock import Clock
from lokus_local.log.fetching import MissingError, ServedLog
from lokus_log.audit import Audit, Fault, FaultKind, Signatures, check_note
from lokus_log.checkpoint import Checkpoint, read_checkpoint
from lokus_log.note import NoteError, read_note
from lokus_log.quorum import Policy

CHECKPOINT: Final = "checkpoint"
POLICY: Final = "policy"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a check; `audit` is None if the checkpoint already was not to be believed."""

    faults: list[Fault]
    signatures: Signatures | None
    audit: Audit | None
    note: bytes


async def verify(
    log: ServedLog,
    policy: Policy,
    saved: Checkpoint | None,
    oldest: timedelta,
    clock: Clock,
    progress: Callable[[int, int], None],
) -> Verdict:
    """Check all of a log; UnreachableError if it does not answer.

    `progress` is told how many leaves are checked, and of how many.
    """
    note = await log.get(CHECKPOINT)
    try:
        signatures, faults = check_note(note, policy, clock.now(), oldest)
    except NoteError as error:
        return Verdict([Fault(FaultKind.SIGNATURE, str(error))], None, None, note)
    checkpoint = signatures.checkpoint
    if saved is not None and saved.origin != checkpoint.origin:
        origins = f"the checkpoint that was saved is of {saved.origin}, this is of {checkpoint.origin}"
        return Verdict([*faults, Fault(FaultKind.ORIGIN, origins)], signatures, None, note)
    audit = Audit(checkpoint, saved)
    try:
        async for entries, tile in log.bundles(checkpoint.size):
            if not audit.take(entries, tile):
                break
            progress(audit.size, checkpoint.size)
    except MissingError as error:
        faults = [*faults, Fault(FaultKind.TRUNCATED, str(error))]
    audit.end()
    return Verdict([*faults, *audit.faults], signatures, audit, note)


def saved_checkpoint(file: Path) -> Checkpoint | None:
    """The checkpoint that was saved in a file; None if there is no file, ValueError if it is another one."""
    if not file.exists():
        return None
    return read_checkpoint(read_note(file.read_bytes()).text)
