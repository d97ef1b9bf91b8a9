"""What the swarm can be told, as lines of JSON: `{"do": ..., "first": 0, "last": 99}`, both inclusive."""

import json
from typing import Any

from bench.fleet.swarm.street import Street


def carry_out(line: str, street: Street) -> str:
    """Do what a line says; return the line that answers it. ValueError for an unknown command."""
    asked = json.loads(line)
    return json.dumps(_do(asked["do"], range(asked.get("first", 0), asked.get("last", -1) + 1), street))


def _do(what: str, cameras: range, street: Street) -> dict[str, Any]:
    match what:
        case "leave":
            street.leave(cameras)
        case "return":
            street.away.difference_update(cameras)
        case "stall":
            street.stalled.update(cameras)
        case "go on":
            street.stalled.difference_update(cameras)
        case "thin out":
            street.thin.update(cameras)
        case "count":
            return street.counted()
        case "connects":
            return {"connects": street.connects}
        case _:
            raise ValueError(f"the swarm cannot {what!r}")
    return {}
