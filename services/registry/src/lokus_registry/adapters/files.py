"""Files in PostgreSQL: the content once, and a deposit for each organisation that has put it."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_identity.caller import Caller
from lokus_registry.adapters import schema
from lokus_registry.domain.file import File, FileReceipt


class FileTable:
    """The files of a tenant (`FileIntake`, and so `FileStore`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def exists(self, sha256: str, organisation: str) -> bool:
        """Tell whether the organisation has put a file of that hash."""
        deposits = schema.file_deposits
        query = select(deposits.c.file).where(
            deposits.c.tenant == self._tenant,
            deposits.c.file == sha256,
            deposits.c.organisation == organisation,
        )
        return (await self._session.execute(query)).first() is not None

    async def open(self, sha256: str) -> File | None:
        """The file of that hash, whoever has put it."""
        files = schema.files
        query = select(files.c.id, files.c.media_type, files.c.content)
        query = query.where(files.c.tenant == self._tenant, files.c.id == sha256)
        row = (await self._session.execute(query)).mappings().one_or_none()
        return None if row is None else File(**row)

    async def put(self, file: File, caller: Caller, at: datetime) -> tuple[FileReceipt, bool]:
        """Keep it; True when it is new to the caller's organisation."""
        known = await self.exists(file.id, caller.organisation)
        new = not known and await self._deposit(file, caller, at)
        return await self._receipt(file.id, caller.organisation), new

    async def _deposit(self, file: File, caller: Caller, at: datetime) -> bool:
        content = insert(schema.files).values(
            tenant=self._tenant, id=file.id, media_type=file.media_type, content=file.content
        )
        await self._session.execute(content.on_conflict_do_nothing())
        deposit = insert(schema.file_deposits).values(
            tenant=self._tenant, file=file.id, organisation=caller.organisation, by=caller.subject, at=at
        )
        first = deposit.on_conflict_do_nothing().returning(schema.file_deposits.c.file)
        return (await self._session.execute(first)).first() is not None

    async def _receipt(self, sha256: str, organisation: str) -> FileReceipt:
        files, deposits = schema.files, schema.file_deposits
        same = (deposits.c.tenant == files.c.tenant) & (deposits.c.file == files.c.id)
        size = func.octet_length(files.c.content).label("size_bytes")
        query = select(files.c.id, files.c.media_type, size, deposits.c.at.label("created_at"))
        query = query.join(deposits, same).where(
            files.c.tenant == self._tenant, files.c.id == sha256, deposits.c.organisation == organisation
        )
        return FileReceipt(**(await self._session.execute(query)).mappings().one())
