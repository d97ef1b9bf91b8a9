"""A probe's report in lines for a person, and the body that would register its camera."""

import json
from collections.abc import Iterator
from typing import Any, Final

_NEAR_SECONDS: Final = 2.0
_FACTS: Final = ("manufacturer", "model")

Report = dict[str, Any]


def lines(report: Report) -> Iterator[str]:
    """What was found."""
    name = " ".join(str(report[fact]) for fact in _FACTS if report.get(fact)) or "a device of unknown make"
    more = [f"{fact} {report[fact]}" for fact in ("firmware", "serial") if report.get(fact)]
    yield ", ".join([f"found: {name}", *more])
    yield f"clock: {_clock(report.get('clock_offset_seconds'))}"
    for profile in report["profiles"]:
        yield from _profile(report, profile)
    yield f"masks: {_masks(report.get('masks'))}"
    yield f"events: {_kinds(report.get('events'))}"
    yield f"PTZ: {'yes' if report['ptz'] else 'no'}"
    yield f"card: {_card(report.get('card'))}"
    for note in report["notes"]:
        yield f"note: {note}"
    if report.get("main") is None:
        yield "there is no profile with H.264 or H.265 to pull: set one up on the device"


def body(report: Report, user: str | None) -> str | None:
    """The body of the PUT that registers the camera; None where there is nothing to pull."""
    by_token = {profile["token"]: profile for profile in report["profiles"]}
    streams = [
        {"name": name, "url": by_token[report[name]]["stream_url"]}
        for name in ("main", "sub")
        if report.get(name) in by_token
    ]
    if not streams:
        return None
    name = " ".join(str(report[fact]) for fact in _FACTS if report.get(fact)) or "CAMERA"
    content: dict[str, Any] = {"name": name, "zone": "ZONE", "vendor": "VENDOR", "streams": streams}
    content["onvif"] = {
        "url": report["device_url"],
        "events": bool(report.get("events")),
        **{f"{each}_profile": report[each] for each in ("main", "sub") if report.get(each) in by_token},
    }
    if user is not None:
        content["credentials"] = {"username": user, "password": "PASSWORD"}
    return json.dumps(content, indent=2, ensure_ascii=False)


def _profile(report: Report, profile: Report) -> Iterator[str]:
    used = next((name for name in ("main", "sub") if report.get(name) == profile["token"]), "-")
    yield f"profile {used}: {profile['name']}, {_encoder(profile.get('encoder'))}"
    for what in ("stream_url", "snapshot_url"):
        if profile.get(what):
            yield f"  {profile[what]}"


def _encoder(encoder: Report | None) -> str:
    if encoder is None:
        return "encoder unknown"
    parts = [f"{encoder['codec']} {encoder['width']}x{encoder['height']}"]
    for member, unit in (("fps", "fps"), ("bitrate_kbps", "kbit/s"), ("gop_frames", "frames a GOP")):
        if encoder.get(member) is not None:
            parts.append(f"{encoder[member]:g} {unit}")
    return ", ".join(parts)


def _clock(offset_seconds: float | None) -> str:
    if offset_seconds is None:
        return "unknown"
    if abs(offset_seconds) <= _NEAR_SECONDS:
        return "right"
    side = "ahead" if offset_seconds > 0 else "behind"
    return f"{abs(offset_seconds):,.0f} s {side}: set it, or have the device ask an NTP server"


def _masks(masks: list[Report] | None) -> str:
    if masks is None:
        return "unknown, the device cannot say"
    return f"{len(masks)}, {sum(bool(mask['enabled']) for mask in masks)} of them on"


def _card(card: Report | None) -> str:
    """By the camera's own clock, as it tells it."""
    if card is None:
        return "none that the device gives out (ONVIF Profile G)"
    since = f", from {card['start']} to {card['until']}" if card.get("start") and card.get("until") else ""
    return f"{card['recordings']} recordings{since}"


def _kinds(kinds: list[str] | None) -> str:
    if kinds is None:
        return "unknown"
    return ", ".join(kinds) or "none that Lokus knows"
