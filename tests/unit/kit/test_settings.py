from typing import ClassVar

import pytest
from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from lokus_kit.errors import StartError
from lokus_kit.settings import ServiceSettings


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="LOKUS_TEST_", frozen=True, extra="forbid")
    service: ClassVar[str] = "test"
    password: SecretStr = SecretStr("")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"NATS_URL": "nats://x", "HTTP_PORT": "1", "METRICS_PORT": "2"}.items():
        monkeypatch.setenv(f"LOKUS_TEST_{name}", value)


def test_settings_come_from_variables_with_the_prefix() -> None:
    assert Settings.load().http_port == 1


def test_an_unknown_variable_is_refused_and_the_known_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOKUS_TEST_HTP_PORT", "1")
    with pytest.raises(
        StartError, match=r"unknown settings LOKUS_TEST_HTP_PORT; known are .*LOKUS_TEST_HTTP_PORT"
    ):
        Settings.load()


def test_a_missing_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOKUS_TEST_NATS_URL")
    with pytest.raises(StartError, match="LOKUS_TEST_NATS_URL: Field required"):
        Settings.load()


def test_a_wrong_value_is_named_but_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOKUS_TEST_HTTP_PORT", "hunter2")
    with pytest.raises(StartError, match="LOKUS_TEST_HTTP_PORT") as raised:
        Settings.load()
    assert "hunter2" not in str(raised.value)


def test_a_secret_is_not_shown() -> None:
    assert "hunter2" not in repr(Settings.load().model_copy(update={"password": SecretStr("hunter2")}))
