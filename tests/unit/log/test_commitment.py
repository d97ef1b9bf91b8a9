from hypothesis import given
from hypothesis import strategies as st

from lokus_log.commitment import SEED_BYTES, commit, commitment_of, new_seed, opening

SEEDS = st.binary(min_size=SEED_BYTES, max_size=SEED_BYTES)


@given(SEEDS, st.text(), st.text())
def test_whoever_is_shown_a_field_can_check_it(seed: bytes, value: str, other: str) -> None:
    shown = opening(seed, "camera", value)
    assert commitment_of(shown) == commit(seed, "camera", value)
    assert (commitment_of(shown._replace(value=other)) == commit(seed, "camera", value)) is (value == other)


@given(SEEDS, st.text())
def test_one_field_says_nothing_of_another(seed: bytes, value: str) -> None:
    camera, person = opening(seed, "camera", value), opening(seed, "person", value)
    assert camera.salt != person.salt
    assert commitment_of(camera) != commitment_of(person)
    assert seed not in {camera.salt, person.salt}


def test_the_end_of_a_field_is_not_the_beginning_of_its_value() -> None:
    seed = new_seed()
    assert commit(seed, "a", "bc") != commit(seed, "ab", "c")
    assert len(seed) == SEED_BYTES
    assert seed != new_seed()
