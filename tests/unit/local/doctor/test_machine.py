"""What the doctor finds on the machine."""

import socket
from pathlib import Path

from lokus_local.doctor.machine import look_at_machine
from lokus_local.home import Home
from lokus_local.ports import Ports


def test_a_taken_port_is_found_with_a_remedy(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        free = Ports.choose(0)
        ports = Ports(**(free.by_name() | {"nats": listener.getsockname()[1]}))
        findings = {finding.subject: finding for finding in look_at_machine(Home(tmp_path), ports)}
    assert findings["ports"].verdict == "missing"
    assert "nats" in findings["ports"].found
    assert "--port-base" in findings["ports"].remedy


def test_our_own_platform_does_not_count_as_a_taken_port(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.locked():
        findings = {finding.subject: finding for finding in look_at_machine(home, Ports.choose(0))}
    assert findings["ports"].verdict == "ok"
