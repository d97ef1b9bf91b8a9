"""The event service of a scripted device."""

import asyncio
import re
from itertools import count

from aiohttp import web

from integration.ingest.onvif.scripted_device import ScriptedDevice, plain, soap

MOTION = ("RuleEngine/CellMotionDetector/Motion", "IsMotion")
INPUT = ("Device/Trigger/DigitalInput", "LogicalState")
TAMPER = ("RuleEngine/TamperDetector/Tamper", "IsTamper")


class Subscriptions:
    """The event service of a scripted device, whose subscriptions can be lost."""

    def __init__(self, device: ScriptedDevice) -> None:
        self._device = device
        self._numbers = count(1)
        self._messages: asyncio.Queue[str] = asyncio.Queue()
        self.current = 0
        device.answers["CreatePullPointSubscription"] = lambda _: self._create()
        device.answers["PullMessages"] = self._pull
        device.answers["Renew"] = lambda _: soap("<wsnt:RenewResponse/>")

    def tell(self, topic: tuple[str, str], *, on: bool, token: str = "000") -> None:
        name, item = topic
        self._messages.put_nowait(
            f"<wsnt:NotificationMessage><wsnt:Topic>tns1:{name}</wsnt:Topic><wsnt:Message>"
            '<tt:Message UtcTime="2000-01-03T03:58:33Z" PropertyOperation="Changed"><tt:Source>'
            f'<tt:SimpleItem Name="Token" Value="{token}"/></tt:Source><tt:Data>'
            f'<tt:SimpleItem Name="{item}" Value="{str(on).lower()}"/></tt:Data></tt:Message>'
            "</wsnt:Message></wsnt:NotificationMessage>"
        )

    def lose(self) -> None:
        """Forget the subscription, as a reboot does, and end the pull that waits."""
        self.current = 0
        self._messages.put_nowait("")

    def _create(self) -> web.Response:
        self.current = next(self._numbers)
        return soap(
            "<tev:CreatePullPointSubscriptionResponse><tev:SubscriptionReference>"
            f"<wsa:Address>http://10.99.0.1/subscriptions/{self.current}</wsa:Address>"
            "</tev:SubscriptionReference><wsnt:CurrentTime>2000-01-03T03:58:33Z</wsnt:CurrentTime>"
            "<wsnt:TerminationTime>2000-01-03T04:58:33Z</wsnt:TerminationTime>"
            "</tev:CreatePullPointSubscriptionResponse>"
        )

    async def _pull(self, text: str) -> web.StreamResponse:
        pulled = re.search(r"/subscriptions/(\d+)", text)
        message = await self._messages.get()
        if pulled is None or int(pulled[1]) != self.current:
            if message:
                self._messages.put_nowait(message)
            return plain("<html>no such subscription</html>", 500)
        return soap(
            "<tev:PullMessagesResponse><tev:CurrentTime>2000-01-03T03:58:33Z</tev:CurrentTime>"
            "<tev:TerminationTime>2000-01-03T04:58:33Z</tev:TerminationTime>"
            f"{message}</tev:PullMessagesResponse>"
        )
