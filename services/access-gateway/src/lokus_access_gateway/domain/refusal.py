"""What only the gateway refuses: what a browser could not play."""

from lokus_kit.errors import LokusError


class NotPlayable(LokusError):
    """Viewer and camera have no codec in common; `reason` is `codec` or `reordered`."""

    status, kind, title = 406, "not-playable", "Not playable"
