"""What must be there before an owner can accept a camera."""

from lokus_kit.errors import Conflict
from lokus_proto.v1.camera import SiteKind
from lokus_registry.domain.life.life import Life
from lokus_registry.domain.life.placement import SecrecyCheck, Verdict


def check_secrecy(kind: SiteKind, life: Life, check: SecrecyCheck | None) -> None:
    """Conflict unless, at a polling station, a picture as the camera shows it now was found clean."""
    if kind is not SiteKind.TPS:
        return
    path = f"/v1/cameras/{life.camera}/placement"
    if check is None or check.at < life.registered_at:
        raise Conflict(
            f"camera {life.camera} looks into a polling station: record a reviewed picture first "
            f"(`secrecy_check` of PUT {path}), made since {life.registered_at.isoformat()}",
            reason="secrecy-check-needed",
        )
    if check.verdict is not Verdict.CLEAN:
        raise Conflict(
            f"camera {life.camera} was found to show what must not be seen ({check.note or 'no note'}): "
            "have it placed otherwise, and record another check",
            reason="secrecy-check-failed",
        )
