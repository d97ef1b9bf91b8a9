"""Pages of cameras: what the caller may see, narrowed by what is wanted of them."""

from lokus_identity.caller import Caller
from lokus_registry.application.collection import Page, page_of
from lokus_registry.application.ports import BeginCameraList, Window
from lokus_registry.domain.camera_filter import CameraFilter, ListedCamera
from lokus_registry.domain.policy.cameras import visible_cameras


class CameraSearch:
    """Reads the list of cameras."""

    def __init__(self, begin: BeginCameraList) -> None:
        self._begin = begin

    async def page(self, caller: Caller, window: Window, wanted: CameraFilter) -> Page[ListedCamera]:
        """Some of the wanted cameras, in the order of their ids."""
        scope = visible_cameras(caller)
        async with self._begin(caller.tenant) as cameras:
            found = await cameras.search(Window(window.limit + 1, window.after), scope, wanted)
        return page_of(found, window.limit)
