from lokus_registry.domain.imports.merging import merged


def test_what_is_not_given_stays() -> None:
    assert merged({"a": 1, "b": 2}, {"b": 3}) == {"a": 1, "b": 3}


def test_objects_are_merged_and_all_else_is_replaced() -> None:
    present = {"streams": {"main": {"url": "x", "transport": "tcp"}}, "codes": ["31"]}
    given = {"streams": {"main": {"url": "y"}, "sub": {"url": "z"}}, "codes": []}
    assert merged(present, given) == {
        "streams": {"main": {"url": "y", "transport": "tcp"}, "sub": {"url": "z"}},
        "codes": [],
    }


def test_null_takes_the_place_of_an_object() -> None:
    assert merged({"credentials": {"username": "x"}}, {"credentials": None}) == {"credentials": None}
