from sqlalchemy import MetaData

from lokus_postgres.outbox import outbox_table


def test_an_outbox_takes_each_message_id_once() -> None:
    table = outbox_table(MetaData())
    assert table.c.message_id.unique
    assert not table.c.payload.nullable
