import pytest
from cryptography.fernet import Fernet

from lokus_ingest.settings import Settings
from lokus_kit.errors import StartError


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("LOKUS_INGEST_NATS_URL", "nats://127.0.0.1:4222")
    monkeypatch.setenv("LOKUS_INGEST_HTTP_PORT", "0")
    monkeypatch.setenv("LOKUS_INGEST_METRICS_PORT", "0")
    return monkeypatch


def test_several_keys_are_separated_by_commas(environment: pytest.MonkeyPatch) -> None:
    keys = [Fernet.generate_key().decode() for _ in range(2)]
    environment.setenv("LOKUS_INGEST_CREDENTIALS_KEYS", ", ".join(keys))
    settings = Settings.load()
    assert list(settings.fernet_keys()) == keys
    assert keys[0] not in repr(settings)


@pytest.mark.parametrize(
    "keys", ["", "sh0rt", f"{Fernet.generate_key().decode()},"], ids=["none", "short", "an empty second"]
)
def test_a_key_that_is_none_is_refused_without_being_shown(
    environment: pytest.MonkeyPatch, keys: str
) -> None:
    environment.setenv("LOKUS_INGEST_CREDENTIALS_KEYS", keys)
    with pytest.raises(StartError, match="LOKUS_INGEST_CREDENTIALS_KEYS") as refused:
        Settings.load()
    assert "sh0rt" not in refused.value.detail


def test_a_worker_keeps_the_name_that_it_is_given_and_else_has_one_that_nobody_has(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("LOKUS_INGEST_CREDENTIALS_KEYS", Fernet.generate_key().decode())
    assert Settings.load().worker_name() != Settings.load().worker_name()
    environment.setenv("LOKUS_INGEST_WORKER", "ingest-3")
    assert Settings.load().worker_name() == "ingest-3"


@pytest.mark.parametrize(
    ("variable", "value"), [("WORKER", "Ingest 3"), ("WORKER_WEIGHT", "0"), ("WORKER_WEIGHT", "1001")]
)
def test_a_worker_that_could_not_share_is_refused(
    environment: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    environment.setenv("LOKUS_INGEST_CREDENTIALS_KEYS", Fernet.generate_key().decode())
    environment.setenv(f"LOKUS_INGEST_{variable}", value)
    with pytest.raises(StartError, match=variable):
        Settings.load()


def test_the_low_water_mark_lies_below_the_high_one(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("LOKUS_INGEST_CREDENTIALS_KEYS", Fernet.generate_key().decode())
    environment.setenv("LOKUS_INGEST_RECORDINGS_HIGH_WATER", "0.8")
    told = "LOKUS_INGEST_RECORDINGS_LOW_WATER: .*0.9 must be below LOKUS_INGEST_RECORDINGS_HIGH_WATER.* 0.8"
    with pytest.raises(StartError, match=told):
        Settings.load()
    environment.setenv("LOKUS_INGEST_RECORDINGS_LOW_WATER", "0.7")
    assert Settings.load().recordings_low_water == 0.7
