import subprocess
import sys

from lokus_proto.generate import asyncapi, files, schema
from lokus_proto.v1.event import EventRaised


def test_a_schema_pins_its_own_type() -> None:
    found = schema(EventRaised)
    assert found["$id"] == "https://schemas.lokus.id/v1/event-raised.json"
    assert found["properties"]["type"] == {"const": "lokus.event.raised.v1"}


def test_the_page_names_the_media_headers() -> None:
    headers = asyncapi()["components"]["messages"]["access-unit"]["headers"]
    assert "Lokus-Pts-90k" in headers["required"]


def test_generating_twice_gives_the_same() -> None:
    assert files() == files()


def test_the_command_says_when_all_is_in_step() -> None:
    command = [sys.executable, "-m", "lokus_proto.generate", "--check"]
    assert subprocess.run(command, check=False).returncode == 0
