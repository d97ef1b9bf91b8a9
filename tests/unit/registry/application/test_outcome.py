from lokus_kit.errors import Invalid
from lokus_registry.application.outcome import Outcome, merged


def test_results_stand_in_the_order_of_the_things() -> None:
    error = Invalid("no")
    written = [Outcome.CREATED, Outcome.UNCHANGED]
    assert merged(3, {1: error}, written) == [Outcome.CREATED, error, Outcome.UNCHANGED]
    assert merged(2, {0: error, 1: error}, []) == [error, error]
    assert merged(0, {}, []) == []
