#!/usr/bin/env python
"""Draw new secrets for a deployment in containers.

`new_secrets.py .env` writes what `docker compose` reads, from .env.example; `new_secrets.py FOLDER`
writes `secrets.env` and `issuer-signing-key.pem`, which the Kustomize overlay `demo` reads. Files are
closed to other users and never overwritten.
"""

import re
import secrets
import sys
from pathlib import Path

from cryptography.fernet import Fernet

from lokus_local.issuer.signing import new_key_pem
from lokus_local.log.key_file import new_log_key

EXAMPLE = Path(__file__).resolve().parents[1] / ".env.example"
EMPTY = re.compile(r"^([A-Z_]+)=$", re.MULTILINE)
PASSWORD_BYTES = 24


def new_secrets() -> dict[str, str]:
    """Every secret; words begin with a letter, which NATS needs to read a token as text."""
    return {
        "POSTGRES_PASSWORD": _word(),
        "NATS_TOKEN": _word(),
        "CREDENTIALS_KEYS": Fernet.generate_key().decode("ascii"),
        "LOG_KEY": new_log_key(),
        "LOG_SEALS": Fernet.generate_key().decode("ascii"),
        "VIRTUAL_CAMERA_PASSWORD": _word(),
        "ISSUER_SIGNING_KEY": new_key_pem(),
    }


def _word() -> str:
    return f"w{secrets.token_hex(PASSWORD_BYTES)}"


def as_compose(found: dict[str, str]) -> str:
    """The example with its empty values filled."""

    def filled(match: re.Match[str]) -> str:
        value = found[match[1]]
        return f"{match[1]}=" + ('"' + value.replace("\n", "\\n") + '"' if "\n" in value else value)

    return EMPTY.sub(filled, EXAMPLE.read_text(encoding="utf-8"))


def as_kubernetes(found: dict[str, str]) -> dict[str, str]:
    """File names and contents; Kustomize's env files know no value of several lines."""
    short = {name: value for name, value in found.items() if "\n" not in value}
    return {
        "secrets.env": "".join(f"{name}={value}\n" for name, value in short.items()),
        "issuer-signing-key.pem": found["ISSUER_SIGNING_KEY"],
    }


def write(path: Path, text: str) -> None:
    """Write a file that must not exist yet."""
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{path} written; it holds secrets and stays on this machine\n")


def main(target: Path) -> None:
    """Write new secrets for compose, or for Kubernetes if the target is a folder."""
    found = new_secrets()
    if target.is_dir():
        for name, text in as_kubernetes(found).items():
            write(target / name, text)
    else:
        write(target, as_compose(found))


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except IndexError:
        sys.exit("usage: new_secrets.py .env | FOLDER")
    except FileExistsError as error:
        sys.exit(f"{error.filename} is there already; remove it for new secrets")
