import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.bits import BitReader, unescaped
from unit.ingest.samples import BitWriter


@given(st.lists(st.integers(0, 2**20)))
def test_what_was_written_is_read(numbers: list[int]) -> None:
    writer = BitWriter()
    for number in numbers:
        writer.unsigned(number).signed(number).signed(-number).bits(number, 21)
    reader = BitReader(unescaped(writer.rbsp()))
    for number in numbers:
        assert (reader.unsigned(), reader.signed(), reader.signed()) == (number, number, -number)
        assert reader.bits(21) == number


def test_the_end_of_the_bytes_is_an_error() -> None:
    reader = BitReader(b"\xff")
    reader.skip(8)
    with pytest.raises(ValueError, match="too early"):
        reader.flag()


def test_a_number_of_zeros_alone_is_an_error() -> None:
    with pytest.raises(ValueError, match="too long"):
        BitReader(bytes(100)).unsigned()
