"""`lokus up`, whole: it gets ready, keeps its children running, refuses a second one, stops clean."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from support.engines import NatsServer, PostgresServer
from support.platform import RunningPlatform, eventually, run_lokus, runs

pytestmark = pytest.mark.timeout(300)  # whole platforms start here, maybe on a busy machine

_PROCESSES = {
    *("lokus up", "postgres", "nats", "issuer", "virtual-cameras", "weak-cameras"),
    *("registry", "ingest", "analytics", "access-gateway"),
}
_POST = {"cam-posko-utama-halaman", "cam-posko-utama-parkir"}
"""At a site that is in no grant."""

_PRIVATE, _PLAZA = "cam-kantor-kpu-rapat", "cam-plaza-mitra-atrium"
_WEAK = "cam-posko-utama-halaman"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPlatform]:
    running = RunningPlatform(tmp_path_factory.mktemp("up") / "home")
    running.start()
    yield running
    running.end()


def _cameras(platform: RunningPlatform, identity: str) -> dict[str, str]:
    items = platform.get(identity, "/v1/cameras").json()["items"]
    return {item["id"]: item["status"] for item in items}


def test_every_process_is_ready_and_its_cameras_deliver(platform: RunningPlatform) -> None:
    rows = platform.status()
    assert set(rows) == _PROCESSES
    assert {name: row["reasons"] for name, row in rows.items() if row["reasons"]} == {}
    assert set(_cameras(platform, "kpu.admin").values()) == {"delivering"}
    assert platform.output.count("ready: ") == 1


def test_each_identity_sees_what_is_its_to_see(platform: RunningPlatform) -> None:
    own, police = _cameras(platform, "kpu.admin"), _cameras(platform, "police.operator")
    assert len(own) == 9
    assert set(police) == {
        "cam-tps-menteng-012-masuk",
        "cam-tps-menteng-012-kotak",
        "cam-gudang-bungur-gerbang",
        "cam-gudang-bungur-simpan",
        "cam-monas-silang",
    }
    assert set(_cameras(platform, "bawaslu.observer")) == set(own) - _POST
    assert set(_cameras(platform, "partner.owner")) == {_PLAZA}
    assert _cameras(platform, "operator") == {}


@pytest.mark.parametrize("identity", ["kpu.admin", "police.operator", "bawaslu.observer", "operator"])
def test_the_meeting_room_is_refused_to_everybody(platform: RunningPlatform, identity: str) -> None:
    answer = platform.get(identity, f"/v1/cameras/{_PRIVATE}")
    assert (answer.status_code, answer.json()["reason"]) == (403, "private-zone")


def test_a_killed_service_comes_back_and_status_tells(platform: RunningPlatform) -> None:
    before = platform.status()["ingest"]
    os.kill(before["pid"], signal.SIGKILL)
    eventually(lambda: platform.status()["ingest"]["restarts"] == 1, "ingest started again")
    eventually(lambda: not platform.status()["ingest"]["reasons"], "ingest ready again")
    after = platform.status()["ingest"]
    assert after["last_exit"] == "killed by SIGKILL"
    assert after["pid"] != before["pid"]


def test_a_second_one_on_the_same_home_is_refused(platform: RunningPlatform) -> None:
    second = run_lokus("up", "--home", str(platform.home), "--port-base", "0")
    assert second.returncode == 3
    assert f"pid {platform.pid}" in second.stderr
    assert str(platform.home) in second.stderr


def test_a_vendor_s_machine_registers_cameras_of_its_vendor_and_no_other(platform: RunningPlatform) -> None:
    rows, machine = platform.status(), "nusantara-machine"
    shown = run_lokus("clients", "--secret", machine, "--home", str(platform.home))
    secret = shown.stdout.strip()
    body = {
        "name": "By a machine",
        "zone": "tps-menteng-012-masuk",
        "vendor": "vendor-nusantara",
        "streams": [{"name": "main", "url": "rtsp://192.0.2.10:554/0"}],
        "enabled": False,
    }
    with httpx.Client(base_url=rows["registry"]["url"], trust_env=False, timeout=10) as registry:
        answer = httpx.post(
            f"{rows['issuer']['url']}/token",
            data={"grant_type": "client_credentials"},
            auth=(machine, secret),
            trust_env=False,
        )
        registry.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        own = "/v1/cameras/cam-by-a-machine"
        assert registry.put(own, json=body).status_code == 201
        assert registry.get(own).json()["vendor"] == "vendor-nusantara"
        other = body | {"vendor": "vendor-sentosa"}
        assert registry.put("/v1/cameras/cam-of-another", json=other).status_code == 403
        assert registry.put(f"/v1/cameras/{_WEAK}", json=body).status_code == 403
        assert registry.put("/v1/organisations/mine", json={"name": "x", "kind": "vendor"}).status_code == 403
        assert registry.delete(own).status_code == 204


def test_no_secret_is_among_the_arguments(platform: RunningPlatform) -> None:
    texts = [Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8") for pid in platform.descendants()]
    secrets = [file.read_text(encoding="ascii").strip() for file in (platform.home / "secrets").iterdir()]
    assert not any(secret in text for secret in secrets for text in texts)


def test_no_secret_is_in_a_log(platform: RunningPlatform) -> None:
    texts = [file.read_text(encoding="utf-8") for file in (platform.home / "log").iterdir()]
    secrets = [file.read_text(encoding="ascii").strip() for file in (platform.home / "secrets").iterdir()]
    assert not any(secret in text for secret in secrets for text in [*texts, platform.output])


def test_a_stop_leaves_no_process_and_a_second_start_keeps_what_was_there(tmp_path: Path) -> None:
    platform = RunningPlatform(tmp_path / "home", "--no-demo")
    platform.start()
    registry = platform.status()["registry"]["url"]
    organisation = {"name": "Kept", "kind": "agency"}
    assert (
        platform.call("PUT", "operator", "/v1/organisations/kept", registry, organisation).status_code == 201
    )
    children = platform.descendants()
    assert platform.stop() == 0
    assert not any(runs(pid) for pid in children)
    assert run_lokus("status", "--home", str(platform.home)).returncode == 1

    platform.start()
    registry = platform.status()["registry"]["url"]
    assert platform.get("operator", "/v1/organisations/kept", registry).json()["name"] == "Kept"

    children = platform.descendants()
    platform.kill()
    eventually(lambda: not any(runs(pid) for pid in children), "children of a killed lokus up are gone")


def test_a_disk_that_cannot_take_the_database_is_one_clear_line(tmp_path: Path) -> None:
    limited = ("sh", "-c", 'ulimit -f 1000; exec "$@"', "sh", sys.executable, "-m", "lokus_local")  # 500 KB
    options = ("up", "--home", str(tmp_path / "home"), "--port-base", "0", "--no-demo")
    refused = subprocess.run([*limited, *options], capture_output=True, text=True, check=False, timeout=30)
    assert refused.returncode == 1
    (line,) = refused.stderr.splitlines()
    assert line.startswith("lokus up: PostgreSQL could not create its cluster")
    assert "File too large" in line


@pytest.mark.parametrize("servers", ["wrong password", "wrong token"])
def test_a_server_that_turns_us_away_is_not_waited_for(
    tmp_path: Path, postgres_server: PostgresServer, nats_server: NatsServer, servers: str
) -> None:
    database_url, nats_url = postgres_server.url, nats_server.url
    if servers == "wrong password":
        database_url = f"postgresql://lokus:hush@127.0.0.1:{postgres_server.port}/"
    else:
        nats_url = f"nats://hush@127.0.0.1:{nats_server.port}"
    options = ("--home", str(tmp_path / "home"), "--port-base", "0", "--no-demo")
    refused = run_lokus("up", *options, "--database-url", database_url, "--nats-url", nats_url)
    assert refused.returncode == 1
    (line,) = refused.stderr.splitlines()
    assert "refuses us" in line
    assert "hush" not in line


def test_a_taken_port_is_named_before_anything_starts(tmp_path: Path, platform: RunningPlatform) -> None:
    taken = int(platform.url.rpartition(":")[2])
    home = tmp_path / "home"
    refused = run_lokus("up", "--home", str(home), "--port-base", str(taken))
    assert refused.returncode == 1
    assert f"port {taken} (gateway)" in refused.stderr
    assert "--port-base" in refused.stderr
    assert not (home / "state.json").exists()
