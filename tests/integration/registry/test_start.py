"""What is wrong at the start is one clear line and a non-zero exit; metrics are on the internal port."""

import httpx
import pytest

from integration.registry.people import City, camera
from integration.registry.registry_process import RegistryProcess
from integration.registry.waiting import until


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"CREDENTIALS_KEYS": "no-key"}, "CREDENTIALS_KEYS"),
        ({"DATABASE_URLS": "x"}, "unknown settings LOKUS_REGISTRY_DATABASE_URLS"),
        ({"HTTP_PORT": "http"}, "LOKUS_REGISTRY_HTTP_PORT"),
    ],
)
def test_a_wrong_setting_is_named(
    registry: RegistryProcess, tmp_path_factory: pytest.TempPathFactory, settings: dict[str, str], told: str
) -> None:
    process = registry.twin(tmp_path_factory.mktemp("twin") / "log")
    process.start(wait_until_ready=False, **settings)
    assert process.wait() == 1
    log = process.log.read_text()
    assert told in log
    assert "Traceback" not in log


async def test_metrics_count_requests_and_cameras(city: City, registry: RegistryProcess) -> None:
    await city.vendor.put("cameras/c1", camera(enabled=False))
    await city.vendor.get("cameras/none", 404)

    async def ask() -> str | None:
        async with httpx.AsyncClient() as internal:
            text = (await internal.get(f"{registry.internal_url}/metrics")).text
        return text if 'lokus_registry_cameras{enabled="false"}' in text else None

    text = await until(ask)
    line = 'lokus_registry_requests_total{method="GET",route="/v1/cameras/{key}",status="404"}'
    assert line in text
    assert "lokus_registry_outbox_messages" in text
