"""Puts together what asks devices."""

from dataclasses import dataclass

from lokus_ingest.adapters.event_post import BusEventPost
from lokus_ingest.adapters.onvif.admitting import Admitting
from lokus_ingest.adapters.onvif.cards import OnvifCards
from lokus_ingest.adapters.onvif.devices import OnvifDevices
from lokus_ingest.adapters.onvif.prober import Prober
from lokus_ingest.application.admission import Admission
from lokus_ingest.application.device_work import DeviceWork
from lokus_ingest.application.ports import Names, Vault
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.networks import AllowedNetworks
from lokus_kit.bus import Bus
from lokus_kit.clock import Clock


@dataclass(frozen=True, slots=True)
class OnvifPart:
    """What bootstrap hangs on the rest."""

    prober: Prober
    work: DeviceWork
    cards: OnvifCards


def onvif_part(
    vault: Vault,
    names: Names,
    networks: AllowedNetworks,
    admission: Admission,
    bus: Bus,
    service: str,
    clock: Clock,
    tally: Tally,
) -> OnvifPart:
    """Devices are asked where cameras may be pulled from, through the same gate."""
    admit = Admitting(names.addresses, networks.allow, admission.enter).admit
    post = BusEventPost(bus, service, clock)
    work = DeviceWork(OnvifDevices(admit, clock), vault, post, tally, clock)
    return OnvifPart(Prober(admit, clock), work, OnvifCards(admit, clock))
