"""Puts late footage together."""

from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_registry.adapters.late_footage.bus_board import BusBoard
from lokus_registry.adapters.late_footage.bus_wharf import BusWharf
from lokus_registry.application.late_footage.card_footage import CardFootages
from lokus_registry.application.late_footage.late_footage import LateFootages
from lokus_registry.application.ports import Begin


def card_footages(begin: Begin, bus: Bus, clock: Clock) -> CardFootages:
    """The call on footage from cards."""
    return CardFootages(begin, BusBoard(bus, clock), clock)


def late_footages(begin: Begin, bus: Bus, clock: Clock, max_bytes: int) -> LateFootages:
    """The calls on late footage."""
    return LateFootages(begin, BusWharf(bus), BusBoard(bus, clock), clock, max_bytes)
