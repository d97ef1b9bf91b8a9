"""Who goes around the page is refused all the same, with the reason."""

from collections.abc import Callable

import pytest

from support.console_page import OpenConsole
from support.demo_platform import DemoPlatform
from support.demo_rights import AGENCY, foreign_camera, private_camera, visible_cameras

OBSERVER, ITS_STRANGER = "bawaslu.observer", "opd.operator"
_OFFER = """async () => {
  const connection = new RTCPeerConnection();
  connection.addTransceiver("video", { direction: "recvonly" });
  const { sdp } = await connection.createOffer();
  connection.close();
  return sdp;
}"""


def unshared_with_the_observer(platform: DemoPlatform) -> str:
    """Return a camera of an owner who shares, only not with the observer."""
    return next(iter(visible_cameras(platform, ITS_STRANGER).keys() - visible_cameras(platform, OBSERVER)))


@pytest.mark.parametrize(
    ("find", "identity", "reason"),
    [
        (private_camera, AGENCY, "private-zone"),
        (private_camera, "kpu.admin", "private-zone"),
        (foreign_camera, AGENCY, "no-grant"),
        (unshared_with_the_observer, OBSERVER, "no-grant"),
        (foreign_camera, "operator", "operator"),
    ],
)
async def test_a_viewing_session_without_the_right_is_refused_with_the_reason(
    find: Callable[[DemoPlatform], str],
    identity: str,
    reason: str,
    platform: DemoPlatform,
    open_console: OpenConsole,
) -> None:
    console = await open_console()
    offer = await console.page.evaluate(_OFFER)
    with platform.gateway(identity) as gateway:
        answer = gateway.post(
            f"/v1/cameras/{find(platform)}/whep", content=offer, headers={"Content-Type": "application/sdp"}
        )
    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["reason"] == reason
    assert answer.json()["detail"]


async def test_a_link_to_a_forbidden_camera_is_answered_with_the_reason(
    platform: DemoPlatform, open_console: OpenConsole
) -> None:
    console = await open_console(AGENCY)
    camera = private_camera(platform)
    await console.page.goto(f"{platform.url}/#camera={camera}")
    await console.page.reload()
    await console.veil.get_by_text("not open to you").wait_for()
    await console.veil.get_by_text("private place").wait_for()
    await console.assert_clean(f"403 POST /v1/cameras/{camera}/whep")
