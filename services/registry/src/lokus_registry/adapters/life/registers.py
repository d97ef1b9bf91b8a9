"""The registers of camera lives, for one transaction."""

from lokus_registry.adapters.files import FileTable
from lokus_registry.adapters.life.consents import ConsentTable
from lokus_registry.adapters.life.lives import LifeTable
from lokus_registry.adapters.life.placements import PlacementTable
from lokus_registry.adapters.life.terms import TermsOfCameras
from lokus_registry.adapters.life.trials import TrialTable
from lokus_registry.adapters.transactions import Work, registers
from lokus_registry.application.life.ports import LifeRegisters


def life_registers(work: Work) -> LifeRegisters:
    """Those of places and cameras, and what is kept of lives beside them."""
    session, tenant = work.session, work.tenant
    return LifeRegisters(
        all=registers(work),
        history=LifeTable(session, tenant),
        consents=ConsentTable(session, tenant),
        placements=PlacementTable(session, tenant),
        trials=TrialTable(session, tenant),
        terms=TermsOfCameras(session, tenant),
        files=FileTable(session, tenant),
    )
