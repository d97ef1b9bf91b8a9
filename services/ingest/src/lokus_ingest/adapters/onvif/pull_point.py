"""A PullPoint: a subscription at a device, pulled until something goes wrong (ONVIF Core, section 9.2).

Nothing of it is mended: who made it makes another. It is never given back, for some devices end all
subscriptions with one; it expires.
"""

from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from lokus_ingest.adapters.onvif.reading import part, reading, text
from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_ingest.domain.onvif.topics import Notification
from lokus_kit.clock import Clock
from lokus_proto.v1.probe import ProbeReason

if TYPE_CHECKING:
    from lokus_ingest.adapters.onvif.device import Device

LASTS: Final = "PT300S"
RENEW_SECONDS: Final = 140.0
PULL_SECONDS: Final = 50.0
MOST_AT_ONCE: Final = 100
_MOST_ITEMS: Final = 16
_PATIENCE_SECONDS: Final = 8.0
_APART_SECONDS: Final = 0.5


class PullPoint:
    """Made by `subscribe`; belongs to one task."""

    def __init__(self, device: "Device", address: str, headers: list[Any], clock: Clock) -> None:
        self._device = device
        self._address = address
        self._headers = headers
        self._clock = clock
        self._renewed_seconds: float | None = clock.monotonic_seconds()

    @classmethod
    async def subscribe(cls, device: "Device", clock: Clock) -> "PullPoint":
        """A new subscription; DeviceFailure if the device gives none."""
        if not device.offers("events"):
            raise DeviceFailure(ProbeReason.FAULT, "the device has no event service")
        asked = {"InitialTerminationTime": LASTS}
        reply = await device.call("events", "CreatePullPointSubscription", asked)
        reference = part(reply, "SubscriptionReference")
        with reading("CreatePullPointSubscription"):
            address = device.target.service(text(reference, "Address", "_value_1"))
            headers = list(part(reference, "ReferenceParameters", "_value_1") or ())
        if address is None:
            raise DeviceFailure(ProbeReason.NOT_ONVIF, "the device gave a subscription without an address")
        return cls(device, address, [each for each in headers if hasattr(each, "tag")], clock)

    async def pull(self) -> list[Notification]:
        """What came, waited for; empty when nothing did. A device that answers at once is asked slowly."""
        began_seconds = self._clock.monotonic_seconds()
        await self._renew()
        parameters = {"Timeout": timedelta(seconds=PULL_SECONDS), "MessageLimit": MOST_AT_ONCE}
        reply = await self._ask("pullpoint", "PullMessages", parameters, PULL_SECONDS + _PATIENCE_SECONDS)
        with reading("PullMessages"):
            messages = [_notification(each) for each in part(reply, "NotificationMessage") or ()]
        took_seconds = self._clock.monotonic_seconds() - began_seconds
        if took_seconds < _APART_SECONDS and not messages:
            await self._clock.sleep(_APART_SECONDS - took_seconds)
        return messages

    async def _renew(self) -> None:
        """Devices that know no Renew keep what is pulled, or the next pull says that they did not."""
        now_seconds = self._clock.monotonic_seconds()
        if self._renewed_seconds is None or now_seconds - self._renewed_seconds < RENEW_SECONDS:
            return
        self._renewed_seconds = now_seconds
        try:
            await self._ask("subscription", "Renew", {"TerminationTime": LASTS}, _PATIENCE_SECONDS)
        except DeviceFailure as failure:
            if failure.reason is not ProbeReason.FAULT:
                raise
            self._renewed_seconds = None

    async def _ask(
        self, service: str, operation: str, parameters: dict[str, Any], timeout_seconds: float
    ) -> Any:
        headers = {"_soapheaders": self._headers} if self._headers else {}
        return await self._device.call(
            service, operation, parameters | headers, address=self._address, timeout_seconds=timeout_seconds
        )


def _notification(message: Any) -> Notification:
    content = part(message, "Message", "_value_1")
    return Notification(
        text(message, "Topic", "_value_1") or "",
        tuple(_items(part(content, "Source"))),
        dict(_items(part(content, "Data"))),
    )


def _items(holder: Any) -> list[tuple[str, str]]:
    found = part(holder, "SimpleItem") or ()
    return [(text(item, "Name") or "", text(item, "Value") or "") for item in islice(found, _MOST_ITEMS)]
