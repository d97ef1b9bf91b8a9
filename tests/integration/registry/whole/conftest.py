"""Numbers for cities, so that each test has its own."""

import itertools

import pytest

_numbers = itertools.count(1)


@pytest.fixture
def city_number() -> int:
    return next(_numbers)
