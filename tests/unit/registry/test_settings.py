import pytest

from lokus_kit.errors import StartError
from lokus_registry.settings import Settings

_GIVEN = {
    "NATS_URL": "nats://token@127.0.0.1:4222",
    "HTTP_PORT": "8081",
    "METRICS_PORT": "8091",
    "DATABASE_URL": "postgresql://lokus:hunter2@127.0.0.1/lokus_registry",
    "OIDC_ISSUERS": "https://one.example, https://two.example",
    "CREDENTIALS_KEYS": "new,old",
}


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in _GIVEN.items():
        monkeypatch.setenv(f"LOKUS_REGISTRY_{name}", value)
    return monkeypatch


def test_lists_are_split_at_commas(given: pytest.MonkeyPatch) -> None:
    settings = Settings.load()
    assert settings.issuer_list == ("https://one.example", "https://two.example")
    assert settings.credentials_key_list == ("new", "old")


def test_secrets_do_not_show(given: pytest.MonkeyPatch) -> None:
    shown = repr(Settings.load())
    assert "hunter2" not in shown
    assert "new,old" not in shown


def test_what_is_missing_is_named(given: pytest.MonkeyPatch) -> None:
    given.delenv("LOKUS_REGISTRY_CREDENTIALS_KEYS")
    with pytest.raises(StartError, match="LOKUS_REGISTRY_CREDENTIALS_KEYS"):
        Settings.load()
