"""An ONVIF device that a test scripts: it checks signatures as devices do, and answers what it is told to.

Replies are the recorded ones of real devices where there are any, else a few lines written here.
Its clock is ours plus `clock_offset`; a signature counts when its digest is right, its nonce new and its
time within 5 s of the device's own.
"""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from lint.source_tree import ROOT
from lokus_kit.clock import SystemClock

RECORDED = ROOT.parent / "shared" / "data" / "onvif_recorded"
ENVELOPE = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
    'xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:trt="http://www.onvif.org/ver10/media/wsdl" '
    'xmlns:tr2="http://www.onvif.org/ver20/media/wsdl" xmlns:tev="http://www.onvif.org/ver10/events/wsdl" '
    'xmlns:wsnt="http://docs.oasis-open.org/wsn/b-2" xmlns:wsa="http://www.w3.org/2005/08/addressing" '
    'xmlns:tns1="http://www.onvif.org/ver10/topics" xmlns:tt="http://www.onvif.org/ver10/schema" '
    'xmlns:ter="http://www.onvif.org/ver10/error"><s:Body>{body}</s:Body></s:Envelope>'
)
NOT_AUTHORIZED = (
    "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:NotAuthorized</s:Value></s:Subcode>"
    '</s:Code><s:Reason><s:Text xml:lang="en">Sender not authorized</s:Text></s:Reason></s:Fault>'
)
LEEWAY = timedelta(seconds=5)

Answer = Callable[[str], "web.StreamResponse | Awaitable[web.StreamResponse]"]


def recorded(name: str) -> str:
    """A recorded reply; the test is skipped where there are none."""
    if not RECORDED.is_dir():
        pytest.skip("the recorded replies of ONVIF devices are not here")
    return (RECORDED / f"{name}.xml").read_text()


def soap(body: str, status: int = 200) -> web.Response:
    return web.Response(
        text=ENVELOPE.format(body=body), status=status, content_type="application/soap+xml", charset="utf-8"
    )


def plain(content: str, status: int = 200) -> web.Response:
    return web.Response(text=content, status=status, content_type="application/soap+xml")


@dataclass
class ScriptedDevice:
    """`answers` by operation; `asked` counts; `refused` says why signatures did not count."""

    port: int = 0
    password: str | None = "secret"
    clock_offset: timedelta = timedelta(0)
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    _nonces: set[str] = field(default_factory=set)

    def says(self, operation: str, body: str) -> None:
        """Answer an operation with the body of an envelope."""
        self.answers[operation] = lambda _: soap(body)

    def plays(self, operation: str, file: str | None = None) -> None:
        """Answer an operation with a recorded reply."""
        content = recorded(file or operation)
        self.answers[operation] = lambda _: plain(content)

    def now(self) -> datetime:
        return SystemClock().now() + self.clock_offset

    async def handle(self, request: web.Request) -> web.StreamResponse:
        text = await request.text()
        found = re.search(r"<(?:[\w-]+:)?Body[^>]*>\s*<(?:[\w-]+:)?(\w+)", text)
        operation = found[1] if found else "?"
        self.asked[operation] += 1
        self.requests.append((operation, request.path_qs, text))
        if operation == "GetSystemDateAndTime" and operation not in self.answers:
            return soap(self._time())
        if operation != "GetSystemDateAndTime" and not self._signed(text):
            return soap(NOT_AUTHORIZED, 400)
        answer = self.answers.get(operation)
        if answer is None:
            return plain("no such operation", 500)
        response = answer(text)
        return response if isinstance(response, web.StreamResponse) else await response

    def _signed(self, text: str) -> bool:
        if self.password is None:
            return True
        parts = {
            name: match[1] if (match := re.search(rf"<(?:[\w-]+:)?{name}[^>]*>([^<]*)<", text)) else ""
            for name in ("Password", "Nonce", "Created")
        }
        why = self._objection(parts["Password"], parts["Nonce"], parts["Created"])
        if why is not None:
            self.refused[why] += 1
        return why is None

    def _objection(self, digest: str, nonce: str, created: str) -> str | None:
        if not digest:
            return "unsigned"
        if not created.endswith("Z") or abs(datetime.fromisoformat(created) - self.now()) > LEEWAY:
            return "time"
        if nonce in self._nonces:
            return "nonce"
        self._nonces.add(nonce)
        wanted = hashlib.sha1(base64.b64decode(nonce) + created.encode() + str(self.password).encode())
        return None if base64.b64encode(wanted.digest()).decode() == digest else "digest"

    def _time(self) -> str:
        now = self.now().astimezone(UTC)
        return (
            "<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType>"
            "<tt:DaylightSavings>false</tt:DaylightSavings><tt:UTCDateTime>"
            f"<tt:Time><tt:Hour>{now.hour}</tt:Hour><tt:Minute>{now.minute}</tt:Minute>"
            f"<tt:Second>{now.second}</tt:Second></tt:Time>"
            f"<tt:Date><tt:Year>{now.year}</tt:Year><tt:Month>{now.month}</tt:Month>"
            f"<tt:Day>{now.day}</tt:Day></tt:Date>"
            "</tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>"
        )


@asynccontextmanager
async def serving(
    handle: Callable[[web.Request], Awaitable[web.StreamResponse]], port: int = 0
) -> AsyncIterator[int]:
    """Answer all requests on a loopback port, which is given."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, reuse_address=True).start()
    try:
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


@asynccontextmanager
async def running(device: ScriptedDevice) -> AsyncIterator[ScriptedDevice]:
    """Serve a device on a loopback port, the same as before if it had one."""
    async with serving(device.handle, device.port) as port:
        device.port = port
        yield device


def real_device(**members: object) -> ScriptedDevice:
    """A device that answers a probe as a recorded one did."""
    device = ScriptedDevice(**members)  # type: ignore[arg-type]
    for operation in ("GetServices", "GetDeviceInformation", "GetProfiles", "GetStreamUri"):
        device.plays(operation)
    device.plays("GetEventProperties")
    uri = "http://192.168.68.111/snap.jpg?user=admin&amp;password=hunter2&amp;res=1"
    device.says(
        "GetSnapshotUri",
        f"<trt:GetSnapshotUriResponse><trt:MediaUri><tt:Uri>{uri}</tt:Uri>"
        "<tt:InvalidAfterConnect>false</tt:InvalidAfterConnect><tt:InvalidAfterReboot>false"
        "</tt:InvalidAfterReboot><tt:Timeout>PT0S</tt:Timeout></trt:MediaUri></trt:GetSnapshotUriResponse>",
    )
    return device
