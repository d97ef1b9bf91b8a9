"""Statements and their lines as tables. Lines are written once, by COPY, and never changed."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import false, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_postgres.database import Database
from lokus_registry.adapters import schema
from lokus_registry.adapters.contracts.measured_cameras import MeasuredCameras
from lokus_registry.adapters.contracts.of_contracts import OfContracts
from lokus_registry.application.contracts.statement_ports import ShownLine
from lokus_registry.application.ports import Window
from lokus_registry.domain.contracts.dispute import OPEN, Dispute, DisputeState
from lokus_registry.domain.contracts.overlay import Exclusion, MaintenanceWindow, Overlay
from lokus_registry.domain.contracts.period import Span, moment, months_in
from lokus_registry.domain.contracts.reckoning import CameraMonth, Line
from lokus_registry.domain.contracts.statement import Statement, StatementState

_statements, _lines, _disputes = schema.statements, schema.statement_lines, schema.disputes
_REPLACED = (StatementState.DRAFT, StatementState.PREVIEW)


class StatementTable(OfContracts[Statement]):
    """The statements of a tenant (`Register`, `StatementHistory`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        super().__init__(session, tenant, _statements, Statement, {})

    async def last(self, contract: str, month: date) -> Statement | None:
        """The newest revision, locked."""
        query = self._select().where(_statements.c.contract == contract, _statements.c.month == month)
        query = query.order_by(_statements.c.revision.desc()).limit(1).with_for_update()
        row = (await self._session.execute(query)).mappings().one_or_none()
        return None if row is None else Statement(**row)

    async def unsigned(self, contract: str, spans: Sequence[Span]) -> Sequence[Statement]:
        """The newest revisions of the months that some time touches, locked; none that both have signed."""
        touched = or_(false(), *(_statements.c.month.between(*months_in(span)) for span in spans))
        query = self._select().where(_statements.c.contract == contract, touched)
        query = query.where(_statements.c.state.in_((*_REPLACED, StatementState.QUEUED)))
        query = query.order_by(_statements.c.month).with_for_update()
        return [Statement(**row) for row in (await self._session.execute(query)).mappings()]

    async def supersede(self, contract: str, months: Sequence[date]) -> None:
        """Drafts and previews of those months are no longer the newest."""
        which = (_statements.c.tenant == self._tenant) & (_statements.c.contract == contract)
        which &= _statements.c.month.in_(months) & _statements.c.state.in_(_REPLACED)
        await self._session.execute(update(_statements).where(which).values(state=StatementState.SUPERSEDED))

    async def next_queued(self) -> Statement | None:
        """The longest waiting one that nobody else works on, locked."""
        query = self._select().where(_statements.c.state == StatementState.QUEUED)
        query = query.order_by(_statements.c.requested_at).limit(1).with_for_update(skip_locked=True)
        row = (await self._session.execute(query)).mappings().one_or_none()
        return None if row is None else Statement(**row)

    def _columns(self) -> list[Any]:
        return [column for column in super()._columns() if column.name != "head"]


class LineTable:
    """The lines of statements, and their heads (`Lines`, `StatementText`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def add(self, statement: str, lines: Sequence[Line]) -> None:
        """Keep some, within the transaction that has begun."""
        connection = await (await self._session.connection()).get_raw_connection()
        driver: Any = connection.driver_connection
        columns = [column.name for column in _lines.c]
        records = [self._record(statement, line) for line in lines]
        await driver.copy_records_to_table(_lines.name, records=records, columns=columns)

    def _record(self, statement: str, line: Line) -> tuple[object, ...]:
        numbers = (line.delivering_ms, line.measured_ms, line.outages)
        owed = (line.due.late_outages, line.due.fee, line.due.credit)
        return self._tenant, statement, line.camera, *numbers, *owed, line.text

    async def close(self, statement: str, head: str) -> None:
        """Keep the head, once all lines are there."""
        which = (_statements.c.tenant == self._tenant) & (_statements.c.id == statement)
        await self._session.execute(update(_statements).where(which).values(head=head))

    async def page(self, statement: str, window: Window) -> Sequence[ShownLine]:
        """Some lines, in the order of cameras."""
        columns = [_lines.c[name] for name in ("delivering_ms", "measured_ms", "outages", "late_outages")]
        query = select(_lines.c.camera, *columns, _lines.c.fee, _lines.c.credit)
        return [ShownLine(*row) for row in await self._some(query, statement, window)]

    async def texts(self, statement: str, window: Window) -> Sequence[tuple[str, str]]:
        """Some cameras and their lines of the document."""
        query = select(_lines.c.camera, _lines.c.line)
        return [(row[0], row[1]) for row in await self._some(query, statement, window)]

    async def head(self, statement: str) -> Mapping[str, Any] | None:
        """The first line; None while it is not computed."""
        query = select(_statements.c.head)
        query = query.where(_statements.c.tenant == self._tenant, _statements.c.id == statement)
        return _read((await self._session.execute(query)).scalar_one_or_none())

    async def line(self, statement: str, camera: str) -> Mapping[str, Any] | None:
        """That of a camera."""
        query = select(_lines.c.line).where(self._of(statement), _lines.c.camera == camera)
        return _read((await self._session.execute(query)).scalar_one_or_none())

    async def _some(self, query: Any, statement: str, window: Window) -> Sequence[Any]:
        key = _lines.c.camera
        query = query.where(self._of(statement), key > window.after).order_by(key).limit(window.limit)
        rows: Sequence[Any] = (await self._session.execute(query)).all()
        return rows

    def _of(self, statement: str) -> Any:
        return (_lines.c.tenant == self._tenant) & (_lines.c.statement == statement)


class StatementBasis:
    """What a statement is computed from (`Basis`, `DisputeCount`, `LaidOver`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant
        self._measured = MeasuredCameras(session, tenant)

    async def overlays(self, contract: str, period: Span) -> Sequence[Overlay]:
        """The agreed windows and approved exclusions that touch a period."""
        found: list[Overlay] = []
        tables = ((schema.maintenance_windows, MaintenanceWindow), (schema.exclusions, Exclusion))
        for table, item in tables:
            query = select(*(column for column in table.c if column.name != "tenant")).where(
                table.c.tenant == self._tenant,
                table.c.contract == contract,
                table.c.state == item.accepted,
                table.c.starts_at < moment(period.end_ms),
                table.c.ends_at > moment(period.start_ms),
            )
            found += [item(**row) for row in (await self._session.execute(query)).mappings()]
        return found

    async def upheld(self, contract: str, month: date) -> Sequence[Dispute]:
        """The disputes about a month, in any revision, that were upheld."""
        query = select(*(column for column in _disputes.c if column.name != "tenant"))
        query = self._about(query, contract, month).where(_disputes.c.state == DisputeState.UPHELD)
        return [Dispute(**row) for row in (await self._session.execute(query)).mappings()]

    async def upheld_within(self, contract: str, period: Span) -> Sequence[Dispute]:
        """The disputes about some of a period that were upheld, in any revision of any month."""
        query = select(*(column for column in _disputes.c if column.name != "tenant"))
        query = self._joined(query, contract).where(
            _disputes.c.state == DisputeState.UPHELD,
            _disputes.c.starts_at < moment(period.end_ms),
            _disputes.c.ends_at > moment(period.start_ms),
        )
        return [Dispute(**row) for row in (await self._session.execute(query)).mappings()]

    async def open_about(self, contract: str, month: date) -> int:
        """How many about a month, in any revision, wait for an answer."""
        query = self._about(select(func.count()).select_from(_disputes), contract, month)
        return int((await self._session.execute(query.where(_disputes.c.state.in_(OPEN)))).scalar_one())

    def cameras(self, contract: str, period: Span) -> AsyncIterator[Sequence[CameraMonth]]:
        """What was measured of each camera that was in the contract, in the order of ids."""
        return self._measured.of_contract(contract, period)

    def _about(self, query: Any, contract: str, month: date) -> Any:
        return self._joined(query, contract).where(_statements.c.month == month)

    def _joined(self, query: Any, contract: str) -> Any:
        same = (_statements.c.tenant == _disputes.c.tenant) & (_statements.c.id == _disputes.c.statement)
        query = query.join(_statements, same).where(_disputes.c.tenant == self._tenant)
        return query.where(_statements.c.contract == contract)


class TenantQueue:
    """Statements that wait, whosever they are (`Tenants`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def with_queued_statement(self) -> str | None:
        """A tenant in which a statement waits to be computed, and nobody works on it."""
        query = select(_statements.c.tenant).where(_statements.c.state == StatementState.QUEUED)
        query = query.order_by(_statements.c.requested_at).limit(1).with_for_update(skip_locked=True)
        async with self._database.transaction() as session:
            return (await session.execute(query)).scalar_one_or_none()


def _read(text: str | None) -> Mapping[str, Any] | None:
    return None if text is None else dict(json.loads(text))
