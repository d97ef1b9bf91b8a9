"""Cameras brought to a state of their life, as vendor, platform and owner do it."""

from typing import Any

from integration.registry.kept_plane import KeptPlane
from integration.registry.life.ingest_voice import tell_pictures
from integration.registry.people import City, Person
from integration.registry.waiting import until


async def life(person: Person, camera: str = "c1") -> dict[str, Any]:
    """Where a camera stands, as somebody reads it."""
    return await person.get(f"cameras/{camera}/life")


async def take(
    person: Person, verb: str, status: int = 200, camera: str = "c1", **body: Any
) -> dict[str, Any]:
    """Ask for an edge, and check the status."""
    response = await person.ask("POST", f"cameras/{camera}/{verb}", body)
    assert response.status_code == status, response.text
    return dict(response.json())


async def probe(city: City, bus: KeptPlane, camera: str = "c1") -> None:
    """Have pictures come, and wait until the platform has noticed."""

    async def probed() -> bool | None:
        await tell_pictures(bus, city.tenant, camera)
        return True if (await life(city.auditor, camera))["state"] == "probed" else None

    await until(probed)


async def review(person: Person, verdict: str = "clean", camera: str = "c1") -> None:
    """Put a picture of a camera, and say what is found in it."""
    picture = await person.put_file(b"\xff\xd8\xff\xe0 a picture of the hall", "image/jpeg")
    check = {"snapshot": picture["id"], "verdict": verdict, "note": "looked at by two"}
    await person.put(f"cameras/{camera}/placement", {"aim": "the hall", "secrecy_check": check})


async def serve(city: City, bus: KeptPlane, owner: Person, camera: str = "c1") -> None:
    """Bring a registered camera into service."""
    await probe(city, bus, camera)
    await review(owner, camera=camera)
    await take(owner, "accept", camera=camera, test_waived="no time")
    await take(owner, "put-in-service", camera=camera)
