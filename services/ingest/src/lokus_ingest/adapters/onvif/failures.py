"""What the library, the network or a device throws, as one `DeviceFailure`.

Broad on purpose: the library answers odd replies with AttributeError, IndexError, a parser's error
or its own, and any of them means the same: this device did not speak ONVIF as it should.
"""

import errno
from typing import Final

import aiohttp
from lxml import etree
from onvif.exceptions import ONVIFError
from zeep.exceptions import Error as ZeepError
from zeep.exceptions import Fault

from lokus_ingest.adapters.onvif.reading import MISREAD
from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_kit.logs import redact
from lokus_proto.v1.probe import ProbeReason

ODDITIES: Final = (
    ZeepError,
    ONVIFError,
    etree.Error,
    aiohttp.ClientError,
    OSError,
    TimeoutError,
    *MISREAD,
)
"""All that a device's answer has been seen to raise, or could."""
WRONG_PASSWORD: Final = "the device does not take this user and password: mend them on one side"  # noqa: S105
_NOT_AUTHORIZED: Final = ("notauthorized", "not authorized", "failedauthentication", "invalidsecurity")
_LONGEST: Final = 200


def failure_of(operation: str, error: Exception) -> DeviceFailure:
    """Why an operation came to nothing."""
    match error:
        case DeviceFailure():
            return error
        case TimeoutError():
            return DeviceFailure(ProbeReason.TIMED_OUT, f"{operation}: the device did not answer in time")
        case Fault():
            return _of_fault(operation, error)
        case aiohttp.ClientConnectorError() | OSError():
            return _of_connection(error)
        case aiohttp.ClientError():
            return DeviceFailure(ProbeReason.UNREACHABLE, f"{operation}: the device broke off the connection")
        case _:
            return DeviceFailure(
                ProbeReason.NOT_ONVIF, f"{operation}: the answer is no ONVIF reply ({type(error).__name__})"
            )


def of_status(operation: str, status: int, body: bytes) -> DeviceFailure | None:
    """What an HTTP status alone says; None if the body is to be read."""
    speaks_soap = b"Envelope" in body
    match status:
        case 401:
            return DeviceFailure(ProbeReason.AUTHENTICATION, WRONG_PASSWORD)
        case 403:
            return DeviceFailure(ProbeReason.FORBIDDEN, f"{operation}: the device forbids it to this user")
        case 503:
            return DeviceFailure(ProbeReason.BUSY, f"{operation}: the device is too busy (HTTP 503)")
        case _ if 300 <= status < 400:  # noqa: PLR2004 (the class of redirects)
            return DeviceFailure(
                ProbeReason.ADDRESS, "the device redirects elsewhere, which is not followed: ask that address"
            )
        case _ if status == 200 or speaks_soap:  # noqa: PLR2004 (HTTP's OK)
            return None
        case _:
            text = _one_line(body.decode("utf-8", "replace"))
            said = f": {text}" if text else ""
            return DeviceFailure(ProbeReason.NOT_ONVIF, f"{operation}: HTTP {status}{said}")


def _of_fault(operation: str, fault: Fault) -> DeviceFailure:
    codes = " ".join(str(code) for code in (fault.code, *(fault.subcodes or ())))
    text = _one_line(str(fault.message or ""))
    if any(word in f"{codes} {text}".lower() for word in _NOT_AUTHORIZED):
        return DeviceFailure(ProbeReason.AUTHENTICATION, WRONG_PASSWORD)
    return DeviceFailure(ProbeReason.FAULT, f"{operation}: the device says: {text or 'no'}")


def _of_connection(error: Exception) -> DeviceFailure:
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(cause, OSError) and cause.errno == errno.ECONNREFUSED:
        return DeviceFailure(
            ProbeReason.REFUSED, "nothing listens there: check the port of the device's ONVIF service"
        )
    return DeviceFailure(ProbeReason.UNREACHABLE, "the device cannot be reached: check address and network")


def _one_line(text: str) -> str:
    printable = "".join(each if each.isprintable() else " " for each in text)
    return redact(" ".join(printable.split()))[:_LONGEST]
