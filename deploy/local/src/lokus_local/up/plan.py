"""What runs: every child process of one deployment, with its settings. No process is started here.

Names and variables are those of the services' settings; secrets go into the environment only.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.fernet import Fernet

from lokus_local.child_command import ChildCommand
from lokus_local.demo.city import CAMERA_USER, CAMERAS
from lokus_local.demo.wanted import Feeds
from lokus_local.home import Home
from lokus_local.issuer.clients import secret_name
from lokus_local.issuer.identities import MACHINES
from lokus_local.issuer.signing import new_key_pem
from lokus_local.issuer.tokens import CLIENT_ID
from lokus_local.log.key_file import new_log_key
from lokus_local.ports import Ports

_HOST = "127.0.0.1"
_VIRTUAL_CAMERAS = "virtual-cameras"
_WEAK_CAMERAS = "weak-cameras"
_WEAK_FPS = 5
"""Half of what the demo city's contracts promise."""
_ISSUER = "issuer"


@dataclass(frozen=True, slots=True)
class Backends:
    """The servers that the services stand on, embedded or not; the URLs hold secrets."""

    nats_url: str
    registry_database_url: str
    gateway_database_url: str


@dataclass(frozen=True, slots=True)
class _Service:
    """A process of one of the four services: its name, module, prefix of settings, and ports."""

    name: str
    module: str
    prefix: str
    port: int
    metrics_port: int
    own: Mapping[str, str] = field(default_factory=dict)


class Plan:
    """The children of a deployment on `home` that listens on `ports`."""

    def __init__(self, home: Home, ports: Ports) -> None:
        self.home = home
        self.ports = ports
        self.gateway_url = f"http://{_HOST}:{ports.gateway}"
        self.registry_url = f"http://{_HOST}:{ports.registry}"
        self.issuer_url = f"http://{_HOST}:{ports.issuer}"
        self.signing_key_pem = home.secret_text("issuer-signing-key", new_key_pem)
        self.camera_password = home.secret("virtual-cameras")
        self.client_secrets = {
            machine.subject: home.secret(secret_name(machine.subject)) for machine in MACHINES
        }
        self._credentials_key = home.secret_text("credentials-key", _new_seal)
        self._log_key = home.secret_text("log-key", new_log_key)
        self._log_seal = home.secret_text("log-seal", _new_seal)

    def issuer(self) -> ChildCommand:
        """Return the local OIDC issuer."""
        settings = {
            "PORT": str(self.ports.issuer),
            "URL": self.issuer_url,
            "SIGNING_KEY": self.signing_key_pem,
            "CLIENT_SECRETS": json.dumps(self.client_secrets),
            "PAGE_ORIGINS": f'["{self.gateway_url}", "http://localhost:{self.ports.gateway}"]',
        }
        return _module(_ISSUER, "lokus_local.issuer", _prefixed("LOKUS_ISSUER_", settings))

    def virtual_cameras(self) -> tuple[ChildCommand, ...]:
        """Return what plays the cameras of the demo city: one process for the good ones, one for the weak."""
        weak = sum(camera.weak for camera in CAMERAS)
        return (
            self._cameras(_VIRTUAL_CAMERAS, self.ports.virtual_cameras, len(CAMERAS) - weak),
            self._cameras(_WEAK_CAMERAS, self.ports.weak_cameras, weak, "--fps", str(_WEAK_FPS)),
        )

    def _cameras(self, name: str, port: int, count: int, *more: str) -> ChildCommand:
        options = ("--port", str(port), "--count", str(count), "--user", CAMERA_USER, *more)
        environment = {"LOKUS_VIRTUAL_CAMERA_PASSWORD": self.camera_password}
        return _module(name, "lokus_local.virtual_camera", environment, options)

    def services(self, backends: Backends) -> tuple[ChildCommand, ...]:
        """Return the four services, ingest once for each of its workers."""
        own = {
            "REGISTRY": {
                "DATABASE_URL": backends.registry_database_url,
                "OIDC_ISSUERS": self.issuer_url,
                "CREDENTIALS_KEYS": self._credentials_key,
            },
            "INGEST": {
                "CREDENTIALS_KEYS": self._credentials_key,
                "RECORDINGS_URL": (self.home.folder / "recordings").as_uri(),
                "RECORDINGS_SPOOL": str(self.home.folder / "recordings-spool"),
                "SEGMENT_SECONDS": "10",  # so that what was just recorded can be looked at
                "ALLOWED_NETWORKS": "default,127.0.0.0/8",  # where the demo city's cameras are
            },
            "ANALYTICS": {},
            "GATEWAY": {
                "DATABASE_URL": backends.gateway_database_url,
                "OIDC_ISSUERS": self.issuer_url,
                "PUBLIC_URL": self.gateway_url,
                "CONSOLE_ISSUER": self.issuer_url,
                "CONSOLE_CLIENT_ID": CLIENT_ID,
                "LOG_KEY": self._log_key,
                "LOG_SEALS": self._log_seal,
            },
        }
        return tuple(
            _service(service, {"NATS_URL": backends.nats_url} | own[service.prefix] | dict(service.own))
            for service in self._services()
        )

    def camera_ports(self) -> dict[str, int]:
        """Return where the virtual cameras listen, by the name of their process."""
        return {_VIRTUAL_CAMERAS: self.ports.virtual_cameras, _WEAK_CAMERAS: self.ports.weak_cameras}

    def feeds(self) -> Feeds:
        """Return where the demo city's cameras are played."""
        good, weak = (f"rtsp://{_HOST}:{port}" for port in self.camera_ports().values())
        return Feeds(good, weak, self.camera_password)

    def urls(self) -> dict[str, str]:
        """Return where each child serves, by its name; none of these hold a secret."""
        cameras = {name: f"rtsp://{_HOST}:{port}" for name, port in self.camera_ports().items()}
        services = {service.name: f"http://{_HOST}:{service.port}" for service in self._services()}
        engines = {
            "nats": f"nats://{_HOST}:{self.ports.nats}",
            "postgres": f"postgresql://{_HOST}:{self.ports.postgres}",
            _ISSUER: self.issuer_url,
        }
        return engines | cameras | services

    def ready_urls(self) -> dict[str, str]:
        """Return where readiness is asked, for the children that tell it."""
        names = (_ISSUER, *(service.name for service in self._services()))
        return {name: f"{self.urls()[name]}/readyz" for name in names}

    def _services(self) -> tuple[_Service, ...]:
        ports = self.ports
        return (
            _Service("registry", "lokus_registry", "REGISTRY", ports.registry, ports.registry_metrics),
            *self._workers(),
            _Service("analytics", "lokus_analytics", "ANALYTICS", ports.analytics, ports.analytics_metrics),
            _Service(
                "access-gateway", "lokus_access_gateway", "GATEWAY", ports.gateway, ports.gateway_metrics
            ),
        )

    def _workers(self) -> tuple[_Service, ...]:
        ports = self.ports
        return (
            _worker("ingest", ports.ingest, ports.ingest_metrics),
            *(
                _worker(f"ingest-{number}", more.http, more.metrics)
                for number, more in enumerate(ports.more_workers, 2)
            ),
        )


def _worker(name: str, port: int, metrics_port: int) -> _Service:
    """A worker of ingest; by its name it finds its own cameras again when it was away."""
    return _Service(name, "lokus_ingest", "INGEST", port, metrics_port, {"WORKER": name})


def _service(service: _Service, own: Mapping[str, str]) -> ChildCommand:
    settings = {
        "HTTP_HOST": _HOST,
        "HTTP_PORT": str(service.port),
        "METRICS_HOST": _HOST,
        "METRICS_PORT": str(service.metrics_port),
        **own,
    }
    return _module(service.name, service.module, _prefixed(f"LOKUS_{service.prefix}_", settings))


def _prefixed(prefix: str, settings: Mapping[str, str]) -> dict[str, str]:
    return {f"{prefix}{name}": value for name, value in settings.items()}


def _module(
    name: str, module: str, environment: Mapping[str, str], options: tuple[str, ...] = ()
) -> ChildCommand:
    return ChildCommand(name, (sys.executable, "-m", module, *options), environment)


def _new_seal() -> str:
    return Fernet.generate_key().decode("ascii")
