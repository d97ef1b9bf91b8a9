"""Puts readiness together: its registers for one transaction, and its calls."""

from lokus_kit.clock import Clock
from lokus_registry.adapters import schema
from lokus_registry.adapters.files import FileTable
from lokus_registry.adapters.organisations import OrganisationTable
from lokus_registry.adapters.places import SiteTable
from lokus_registry.adapters.readiness.tables import AppliedStandardTables, FindingTable, ZoneSightTables
from lokus_registry.adapters.readiness.wanting import WantingTables
from lokus_registry.adapters.register import TableRegister
from lokus_registry.adapters.transactions import Transactions, Work
from lokus_registry.application.readiness.ports import ReadinessRegisters
from lokus_registry.application.readiness.standards import Standards
from lokus_registry.application.readiness.survey import ReadinessSurvey
from lokus_registry.application.readiness.uses import ReadinessUses
from lokus_registry.application.readiness.wanting import WantingSurvey
from lokus_registry.domain.readiness.standard import Standard


def readiness_uses(transactions: Transactions, clock: Clock) -> ReadinessUses:
    """The calls of readiness."""
    begin = transactions.of(_registers)
    return ReadinessUses(Standards(begin), ReadinessSurvey(begin, clock), WantingSurvey(begin, clock))


def _registers(work: Work) -> ReadinessRegisters:
    session, tenant = work.session, work.tenant
    sites = SiteTable(session, tenant)
    return ReadinessRegisters(
        organisations=OrganisationTable(session, tenant),
        standards=TableRegister(session, tenant, schema.standards, Standard, {}),
        sites=sites,
        sites_by_id=sites,
        applied=AppliedStandardTables(work),
        findings=FindingTable(work),
        zones=ZoneSightTables(work),
        wanting=WantingTables(session, tenant),
        files=FileTable(session, tenant),
        announcer=work.announcer,
    )
