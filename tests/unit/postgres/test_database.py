import pytest

from lokus_postgres.database import async_url


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_a_plain_url_is_made_one_for_asyncpg(scheme: str) -> None:
    assert async_url(f"{scheme}://a:b@h:1/n") == "postgresql+asyncpg://a:b@h:1/n"


def test_a_url_for_asyncpg_stays() -> None:
    assert async_url("postgresql+asyncpg://a@h/n") == "postgresql+asyncpg://a@h/n"
