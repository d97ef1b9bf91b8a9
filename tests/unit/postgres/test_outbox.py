from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import MetaData

from lokus_postgres.outbox import Outgoing, _waves, outbox_table


def test_an_outbox_takes_each_message_id_once() -> None:
    table = outbox_table(MetaData())
    assert table.c.message_id.unique
    assert not table.c.payload.nullable


@given(st.lists(st.sampled_from("abcd")))
def test_a_wave_holds_one_of_each_subject_and_waves_keep_its_order(subjects: list[str]) -> None:
    messages = [Outgoing(subject, b"", str(number)) for number, subject in enumerate(subjects)]
    waves = [list(wave) for wave in _waves(messages)]
    for wave in waves:
        assert len({message.subject for message in wave}) == len(wave)
    sent = [message for wave in waves for message in wave]
    assert sorted(sent, key=lambda message: int(message.message_id)) == messages
    for subject in set(subjects):
        numbers = [int(message.message_id) for message in sent if message.subject == subject]
        assert numbers == sorted(numbers)
