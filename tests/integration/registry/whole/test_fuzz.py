"""Every route, asked what its document allows and what it does not: no bug, and no answer it does not tell.

schemathesis, in a process of its own, against the running registry with a filled city.
"""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from integration.registry.registry_process import RegistryProcess
from integration.registry.whole.document import Document
from integration.registry.whole.estate import estate
from support.identity import Issuer

_CHECKS = (
    *("not_a_server_error", "status_code_conformance"),
    *("content_type_conformance", "response_schema_conformance"),
)
_ROLES = ("platform_operator", "owner_admin", "partner", "vendor")
_OPTIONS = (
    *("--phases", "fuzzing", "--max-examples", "4", "--seed", "7"),
    *("--checks", ",".join(_CHECKS), "--no-shrink", "--suppress-health-check", "all", "--warnings", "off"),
)


@pytest.mark.timeout(200)
async def test_no_request_finds_a_bug_or_an_answer_that_is_not_told(
    registry: RegistryProcess, http: httpx.AsyncClient, issuer: Issuer, tmp_path: Path
) -> None:
    await estate("fuzzed", http, issuer)
    token = issuer.token("kpu", *_ROLES, tenant="fuzzed")
    here = Path(__file__).parents[3]
    found = await asyncio.to_thread(
        subprocess.run,
        (
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{registry.url}/openapi.json"),
            *("--header", f"Authorization: Bearer {token}", *_OPTIONS),
        ),
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ
        | {"PYTHONPATH": str(here), "SCHEMATHESIS_HOOKS": "integration.registry.whole.fuzz_hooks"},
        check=False,
    )
    routes = Document((await http.get("/openapi.json")).json()).routes()
    assert f"Tested: {len(routes)}" in found.stdout, found.stdout[-2000:] + found.stderr[-2000:]
    assert found.returncode == 0, found.stdout[-6000:] + found.stderr[-2000:]
