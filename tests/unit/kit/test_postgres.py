import pytest
from sqlalchemy import MetaData

from lokus_kit.postgres import async_url, outbox_table


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_a_plain_url_is_made_one_for_asyncpg(scheme: str) -> None:
    assert async_url(f"{scheme}://a:b@h:1/n") == "postgresql+asyncpg://a:b@h:1/n"


def test_a_url_for_asyncpg_stays() -> None:
    assert async_url("postgresql+asyncpg://a@h/n") == "postgresql+asyncpg://a@h/n"


def test_an_outbox_takes_each_message_id_once() -> None:
    table = outbox_table(MetaData())
    assert table.c.message_id.unique
    assert not table.c.payload.nullable
