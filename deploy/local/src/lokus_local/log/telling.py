"""What a check of a log found, for a person."""

from collections.abc import Iterator

from lokus_local.log.verifying import Verdict
from lokus_log.audit import Fault


def lines(verdict: Verdict) -> Iterator[str]:
    """What the log says, who saw it, and who watched for how long, by hour and agency."""
    if verdict.signatures is not None:
        checkpoint = verdict.signatures.checkpoint
        yield f"log        {checkpoint.origin}, {checkpoint.size:,} leaves"
        for seen in verdict.signatures.witnesses:
            when = "" if seen.at is None else f" at {seen.at:%Y-%m-%d %H:%M:%S}Z"
            yield f"seen by    {seen.key.name}{when}"
    if verdict.audit is not None:
        for kind, count in sorted(verdict.audit.kinds.items()):
            yield f"leaves     {kind} {count:,}"
        for (hour, agency), seconds in sorted(verdict.audit.seconds.items()):
            yield f"watched    {hour:%Y-%m-%d %H}:00Z  {agency}  {seconds:,} s"
    if not verdict.faults:
        yield "all is well"


def fault_line(fault: Fault) -> str:
    """One fault."""
    where = "" if fault.leaf is None else f" at leaf {fault.leaf:,}"
    return f"TAMPERED ({fault.kind}){where}: {fault.detail}"
