"""URLs of real servers, judged before anything is asked of them."""

import pytest
import typer

from lokus_local.up.server_urls import checked_database_url, checked_nats_url


@pytest.mark.parametrize(
    "url", [None, "postgresql://u:p@db:5432/", "postgres://db", "postgresql://u@[::1]:5432/x?sslmode=require"]
)
def test_a_database_url_that_can_work_is_taken_as_it_is(url: str | None) -> None:
    assert checked_database_url(url) == url


@pytest.mark.parametrize(
    "url", [None, "nats://token@bus:4222", "tls://bus", "nats://t@one:4222,nats://t@two"]
)
def test_a_nats_url_that_can_work_is_taken_as_it_is(url: str | None) -> None:
    assert checked_nats_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mysql://u:hush@db/",
        "db:5432",
        "postgresql:///x",
        "postgresql://u:hush@db:port/",
        "postgresql://db:0",
    ],
)
def test_a_database_url_that_can_never_work_is_refused_with_its_form_and_without_its_secret(url: str) -> None:
    with pytest.raises(typer.BadParameter, match="postgresql://USER:PASSWORD@HOST:PORT/") as refused:
        checked_database_url(url)
    assert "hush" not in refused.value.message


@pytest.mark.parametrize(
    "url", ["", "http://hush@bus", "bus:4222", "nats://", "nats://t@one,", "nats://b:99999"]
)
def test_a_nats_url_that_can_never_work_is_refused_with_its_form_and_without_its_secret(url: str) -> None:
    with pytest.raises(typer.BadParameter, match="nats://TOKEN@HOST:PORT") as refused:
        checked_nats_url(url)
    assert "hush" not in refused.value.message
