import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_log.checkpoint import Checkpoint, read_checkpoint

TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
"""The checkpoint that the standard shows."""


def test_a_checkpoint_of_the_standard_is_read_and_written() -> None:
    found = read_checkpoint(TEXT)
    assert (found.origin, found.size, len(found.root)) == ("example.com/behind-the-sofa", 20852163, 32)
    assert found.text() == TEXT


@given(
    st.integers(0, 10**18),
    st.binary(min_size=32, max_size=32),
    st.lists(st.from_regex(r"[ -~]+", fullmatch=True)),
)
def test_a_checkpoint_comes_back_as_it_was(size: int, root: bytes, extensions: list[str]) -> None:
    checkpoint = Checkpoint("log.example/jakarta", size, root, tuple(extensions))
    assert read_checkpoint(checkpoint.text()) == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        TEXT[:-1],
        TEXT.replace("20852163", "020852163"),
        TEXT.replace("20852163", "-1"),
        TEXT.replace("20852163", ""),
        TEXT.replace("CsUY", "CsU!"),
        TEXT.replace("CsUY", ""),
        f"{TEXT}\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="checkpoint"):
        read_checkpoint(text)
