"""Bodies of elections and polling stations for tests."""

from typing import Any

from integration.registry.people import City

VILLAGE = "31.71.01.1001"
ELECTION: dict[str, Any] = {"name": "Pemilu 2024", "kind": "general", "voting_on": "2024-02-14"}
RAWAN: dict[str, Any] = {
    "class": "high",
    "reason": "flooded in 2020",
    "source": "Bawaslu",
    "assessed_on": "2024-01-10",
}


def station(number: int, **more: Any) -> dict[str, Any]:
    """The body of a polling station."""
    return {"number": number, "area": VILLAGE} | more


async def hold(city: City, election: str = "pemilu", **stations: dict[str, Any]) -> str:
    """Put an election with polling stations by their codes; return the path of the latter."""
    path = f"elections/{election}/polling-stations"
    await city.operator.put(f"elections/{election}", ELECTION)
    for code, body in stations.items():
        await city.operator.put(f"{path}/{code}", body, 201)
    return path
