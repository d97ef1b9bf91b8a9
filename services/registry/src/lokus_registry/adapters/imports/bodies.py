"""The files of imports, in sealed pieces of one size, and the errors of their rows.

A file may hold the passwords of cameras, so its pieces are sealed as these are, and removed as soon as
they are read.
"""

from collections.abc import Sequence
from math import ceil
from typing import Any

from sqlalchemy import Column, Table, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_postgres.rows import as_select
from lokus_registry.adapters.safe import FernetSafe
from lokus_registry.adapters.schema.imports import import_errors, import_pieces
from lokus_registry.application.imports.ports import PIECE_BYTES
from lokus_registry.domain.imports.job import MAX_ERRORS_KEPT, RowError


class SealedBodies:
    """The files and errors of a tenant's imports (`Bodies`)."""

    def __init__(self, session: AsyncSession, tenant: str, safe: FernetSafe) -> None:
        self._session = session
        self._tenant = tenant
        self._safe = safe

    async def append(self, key: str, number: int, piece: bytes) -> None:
        """Keep a piece; all but the last are of `PIECE_BYTES`."""
        values = {"tenant": self._tenant, "job": key, "number": number}
        sealed = self._safe.seal_piece(piece)
        await self._session.execute(insert(import_pieces).values(sealed=sealed, **values))

    async def read(self, key: str, offset: int, least_bytes: int) -> bytes:
        """What stands from there on, at least so much of it; the pieces before it are removed."""
        pieces = import_pieces.c
        first = offset // PIECE_BYTES
        await self._session.execute(
            delete(import_pieces).where(self._of(import_pieces, key), pieces.number < first)
        )
        query = (
            select(pieces.sealed)
            .where(self._of(import_pieces, key), pieces.number >= first)
            .order_by(pieces.number)
            .limit(1 + ceil(least_bytes / PIECE_BYTES))  # of the first, only a byte may be left
        )
        sealed = (await self._session.execute(query)).scalars().all()
        return b"".join(map(self._safe.open_piece, sealed))[offset - first * PIECE_BYTES :]

    async def add_errors(self, key: str, errors: Sequence[RowError]) -> None:
        """Keep errors behind those that are there, up to `MAX_ERRORS_KEPT`."""
        if not errors:
            return
        query = select(func.count()).where(self._of(import_errors, key))
        kept: int = (await self._session.execute(query)).scalar_one()
        rows = [
            {
                "tenant": self._tenant,
                "job": key,
                "number": number,
                "line": error.line,
                "member": error.member,
                "detail": error.detail,
            }
            for number, error in enumerate(errors[: MAX_ERRORS_KEPT - kept], start=kept + 1)
        ]
        columns: list[Column[Any]] = list(import_errors.c)
        await self._session.execute(insert(import_errors).from_select(columns, as_select(columns, rows)))

    async def errors(self, key: str, limit: int, after: int) -> Sequence[tuple[int, RowError]]:
        """A page of the errors with their numbers, in the order of the file."""
        its = import_errors.c
        query = (
            select(its.number, its.line, its.member, its.detail)
            .where(self._of(import_errors, key), its.number > after)
            .order_by(its.number)
            .limit(limit)
        )
        rows = await self._session.execute(query)
        return [(row.number, RowError(row.line, row.member, row.detail)) for row in rows]

    def _of(self, table: Table, key: str) -> Any:
        return (table.c.tenant == self._tenant) & (table.c.job == key)
