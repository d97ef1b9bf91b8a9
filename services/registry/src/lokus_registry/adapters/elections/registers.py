"""The registers of elections, bound to one transaction."""

from functools import partial

from lokus_registry.adapters import schema
from lokus_registry.adapters.elections.references import ReferenceTables
from lokus_registry.adapters.elections.stations import StationTable
from lokus_registry.adapters.register import TableRegister
from lokus_registry.adapters.transactions import Work
from lokus_registry.application.elections.ports import ElectionRegisters
from lokus_registry.domain.elections.election import Election


def election_registers(work: Work) -> ElectionRegisters:
    """Elections and their polling stations."""
    session, tenant = work.session, work.tenant
    referrers = {
        "polling-stations": schema.polling_stations.c.election,
        "shipments": schema.shipments.c.election,
    }
    return ElectionRegisters(
        elections=TableRegister(session, tenant, schema.elections, Election, referrers),
        stations=partial(StationTable, session, tenant),
        references=ReferenceTables(session, tenant),
        announcer=work.announcer,
    )
