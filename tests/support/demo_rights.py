"""Cameras, grants and places of the running demo city, asked of its public APIs, never assumed."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from lokus_kit.clock import SystemClock
from support.demo_platform import DemoPlatform
from support.platform import eventually

_PROBE_SECONDS = 60.0
OWNER, AGENCY, VENDOR, PARTNER = "kpu.admin", "police.operator", "vendor.tech", "partner.owner"
_ORGANISATIONS = {OWNER: "kpu-dki", PARTNER: "mitra-plaza"}


def visible_cameras(platform: DemoPlatform, identity: str) -> dict[str, dict[str, Any]]:
    """Return the items of `/v1/cameras` as this identity sees them, by id."""
    with platform.gateway(identity) as gateway:
        answer = gateway.get("/v1/cameras", params={"limit": 500}).raise_for_status()
    return {camera["id"]: camera for camera in answer.json()["items"]}


def watchable_camera(platform: DemoPlatform, identity: str = AGENCY) -> str:
    """Return a camera that delivers and that this identity may watch and get events of."""
    return next(
        camera_id
        for camera_id, camera in visible_cameras(platform, identity).items()
        if {"live", "events"} <= set(camera["actions"]) and camera["status"] == "delivering"
    )


def shared_zone_without_ballots(platform: DemoPlatform) -> str:
    """Return a zone that the agency may see, of a site where nobody votes."""
    cameras = visible_cameras(platform, AGENCY).values()
    return next(str(camera["zone"]["id"]) for camera in cameras if camera["site"]["kind"] != "tps")


def unshared_camera(platform: DemoPlatform) -> str:
    """Return a camera of the owner that the agency sees by no grant, though it could be shared."""
    shared = visible_cameras(platform, AGENCY)
    return next(camera for camera in visible_cameras(platform, OWNER) if camera not in shared)


def private_camera(platform: DemoPlatform) -> str:
    """Return a camera whose zone is private."""
    with platform.registry("auditor") as registry:
        zones = registry.get("/v1/zones", params={"limit": 500}).raise_for_status().json()["items"]
        cameras = registry.get("/v1/cameras", params={"limit": 500}).raise_for_status().json()["items"]
    private = {zone["id"] for zone in zones if zone["private"]}
    return next(str(camera["id"]) for camera in cameras if camera["zone"] in private)


def foreign_camera(platform: DemoPlatform) -> str:
    """Return a camera of the owner who shares nothing."""
    return next(iter(visible_cameras(platform, PARTNER)))


@dataclass(frozen=True, slots=True)
class OwnGrant:
    """A grant made for one test, over cameras that no other grant of the agency covers."""

    id: str
    owner: httpx.Client

    def revoke(self) -> None:
        """Revoke it as the owner."""
        self.owner.post(f"/v1/grants/{self.id}/revoke", json={}).raise_for_status()


@contextmanager
def own_grant(platform: DemoPlatform, *cameras: str, owner: str = OWNER) -> Iterator[OwnGrant]:
    """Share cameras of an owner with the agency until the end of the block."""
    now = SystemClock().now()
    body = {
        "owner": _ORGANISATIONS[owner],
        "grantee": "polda-metro",
        "locus": {"cameras": list(cameras)},
        "purpose": "election_security",
        "actions": ["live", "events"],
        "not_before": (now - timedelta(minutes=1)).isoformat(),
        "not_after": (now + timedelta(hours=1)).isoformat(),
    }
    with platform.gateway(owner) as gateway:
        grant = OwnGrant(f"own-{secrets.token_hex(6)}", gateway)
        gateway.put(f"/v1/grants/{grant.id}", json=body).raise_for_status()
        try:
            yield grant
        finally:
            grant.revoke()


@contextmanager
def own_camera(platform: DemoPlatform, url: str, zone: str) -> Iterator[str]:
    """Register a camera as its vendor would, have its owner put it in service, until the end of the block."""
    camera_id = f"own-{secrets.token_hex(6)}"
    body = {
        "name": f"Camera {camera_id}",
        "zone": zone,
        "vendor": "vendor-nusantara",
        "streams": [{"name": "main", "url": url}],
    }
    with platform.registry(VENDOR) as registry:
        registry.put(f"/v1/cameras/{camera_id}", json=body).raise_for_status()
        try:
            _put_in_service(platform, camera_id)
            yield camera_id
        finally:
            registry.delete(f"/v1/cameras/{camera_id}").raise_for_status()


@contextmanager
def partners_camera(platform: DemoPlatform, url: str) -> Iterator[str]:
    """Have the partner register a camera beside its own, consent to it and put it in service, likewise."""
    camera_id = f"own-{secrets.token_hex(6)}"
    path = f"/v1/cameras/{camera_id}"
    zone = visible_cameras(platform, PARTNER)[foreign_camera(platform)]["zone"]["id"]
    body = {"name": camera_id, "zone": zone, "streams": [{"name": "main", "url": url}]}
    with platform.registry(PARTNER) as registry:
        registry.put(path, json=body).raise_for_status()
        try:
            registry.put(f"{path}/consent", json={"terms": "for one test"}).raise_for_status()
            _put_in_service(platform, camera_id, PARTNER)
            yield camera_id
        finally:
            registry.delete(path).raise_for_status()


def withdraw_consent(platform: DemoPlatform, camera: str) -> None:
    """Take the partner's consent to a camera back."""
    with platform.registry(PARTNER) as registry:
        answer = registry.post(f"/v1/cameras/{camera}/consent/withdraw", json={"reason": "enough"})
        answer.raise_for_status()


def _put_in_service(platform: DemoPlatform, camera: str, owner: str = OWNER) -> None:
    """What the owner does once the platform has seen pictures."""
    path = f"/v1/cameras/{camera}"
    with platform.registry(owner) as registry:

        def is_probed() -> bool:
            life = registry.get(f"{path}/life").raise_for_status().json()
            return bool(life["state"] == "probed")

        eventually(is_probed, f"pictures of {camera}", _PROBE_SECONDS)
        registry.post(f"{path}/accept", json={"test_waived": "for one test"}).raise_for_status()
        registry.post(f"{path}/put-in-service", json={}).raise_for_status()
