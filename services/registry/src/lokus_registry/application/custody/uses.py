"""All calls of custody, as the HTTP routes are given them."""

from dataclasses import dataclass

from lokus_registry.application.custody.alarms import Alarms
from lokus_registry.application.custody.legs import Legs
from lokus_registry.application.custody.openings import Openings
from lokus_registry.application.custody.shipments import Shipments


@dataclass(frozen=True, slots=True)
class CustodyUses:
    """The use cases of custody."""

    shipments: Shipments
    legs: Legs
    openings: Openings
    alarms: Alarms
