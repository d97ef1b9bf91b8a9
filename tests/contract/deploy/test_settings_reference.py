"""The reference of settings is what the code says, and says something of each setting."""

import subprocess
import sys
from pathlib import Path

import pytest

from contract.deploy.deployed import ROOT, SERVICES, settings_class

PAGE = ROOT / "docs/reference/settings.md"


def test_the_reference_is_what_make_generate_writes(tmp_path: Path) -> None:
    script = ROOT / "scripts/generate_settings_reference.py"
    subprocess.run([sys.executable, script, tmp_path / "settings.md"], check=True, capture_output=True)
    assert (tmp_path / "settings.md").read_text() == PAGE.read_text(), "run `make generate`"


@pytest.mark.parametrize("service", SERVICES)
def test_every_setting_says_what_it_means(service: str) -> None:
    settings = settings_class(service)
    silent = [
        settings.variable(name) for name, field in settings.model_fields.items() if not field.description
    ]
    assert not silent
