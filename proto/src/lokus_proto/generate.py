"""`python -m lokus_proto.generate [--check]`: the wire for those who do not speak Python.

Writes, from the catalogue, one JSON Schema (2020-12) for each message with its envelope, and the
AsyncAPI 3.0 page. `--check` writes nothing and exits 1 where a file is out of step.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lokus_proto import media
from lokus_proto.catalogue import CATALOGUE, Entry, messages
from lokus_proto.envelope import SCHEMA_ROOT, Envelope, Message
from lokus_proto.subjects import ROOT, TOKEN_PATTERN, Plane, StreamName

FOLDER = Path(__file__).resolve().parents[2]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def files() -> dict[str, str]:
    """Every generated file: its path below the folder of this distribution, and its text."""
    found = {f"schemas/v1/{message.SCHEMA}.json": _text(schema(message)) for message in messages()}
    return found | {"asyncapi.yaml": _text(asyncapi())}


def schema(message: type[Message]) -> dict[str, Any]:
    """The JSON Schema of a message in its envelope, with `type` and `dataschema` pinned."""
    identity = f"{SCHEMA_ROOT}/{message.SCHEMA}.json"
    envelope: dict[str, Any] = Envelope[message].model_json_schema()  # type: ignore[valid-type]
    envelope["title"] = message.__name__
    envelope["required"] = [name for name in envelope["properties"] if name != "datacontenttype"]
    envelope["properties"]["type"] = {"const": message.TYPE}
    envelope["properties"]["dataschema"] = {"const": identity}
    return {"$schema": _DIALECT, "$id": identity} | envelope


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3.0 page: channels, who sends and who receives, and the media headers."""
    channels = {entry.message.SCHEMA: _channel(entry) for entry in CATALOGUE}
    replies = {
        f"{entry.reply.SCHEMA}": {"address": None, "messages": _message_reference(entry.reply)}
        for entry in CATALOGUE
        if entry.reply is not None
    }
    operations: dict[str, Any] = {}
    for entry in CATALOGUE:
        operations |= _operations(entry)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Lokus wire protocol",
            "version": "1.0.0",
            "description": "Subjects and messages between the services of Lokus, over NATS.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": channels | replies | {"media": _media_channel()},
        "operations": operations | _media_operations(),
        "components": {
            "messages": {message.SCHEMA: _message(message) for message in messages()}
            | {"access-unit": _media_message()}
        },
    }


def _channel(entry: Entry) -> dict[str, Any]:
    return {
        "address": entry.address,
        "description": _first_line(entry.message),
        "parameters": _parameters(entry.address),
        "messages": _message_reference(entry.message),
    }


def _parameters(address: str) -> dict[str, Any]:
    known: dict[str, Any] = {
        "tenant": {"description": f"tenant, {TOKEN_PATTERN}"},
        "entity": {"description": f"camera, or grant on the plane audit, {TOKEN_PATTERN}"},
        "stream": {"description": "which encoding", "enum": [name.value for name in StreamName]},
    }
    return {name: told for name, told in known.items() if f"{{{name}}}" in address}


def _operations(entry: Entry) -> dict[str, Any]:
    channel = {"$ref": f"#/channels/{entry.message.SCHEMA}"}
    send: dict[str, Any] = {"action": "send", "channel": channel, "summary": f"by {entry.sender}"}
    if entry.reply is not None:
        send["reply"] = {
            "address": {"location": "$message.header#/reply", "description": "the NATS reply subject"},
            "channel": {"$ref": f"#/channels/{entry.reply.SCHEMA}"},
        }
    receive = {"action": "receive", "channel": channel, "summary": f"by {', '.join(entry.readers)}"}
    return {f"send-{entry.message.SCHEMA}": send, f"receive-{entry.message.SCHEMA}": receive}


def _message(message: type[Message]) -> dict[str, Any]:
    return {
        "name": message.TYPE,
        "summary": _first_line(message),
        "contentType": "application/json",
        "payload": {"$ref": f"./schemas/v1/{message.SCHEMA}.json"},
    }


def _message_reference(message: type[Message]) -> dict[str, Any]:
    return {message.SCHEMA: {"$ref": f"#/components/messages/{message.SCHEMA}"}}


def _media_channel() -> dict[str, Any]:
    address = f"{ROOT}.{Plane.MEDIA}.{{tenant}}.{{entity}}.{{stream}}"
    return {
        "address": address,
        "description": "Access units of one stream, while somebody holds an interest in it.",
        "parameters": _parameters(address),
        "messages": {"access-unit": {"$ref": "#/components/messages/access-unit"}},
    }


def _media_operations() -> dict[str, Any]:
    channel = {"$ref": "#/channels/media"}
    return {
        "send-media": {"action": "send", "channel": channel, "summary": "by ingest"},
        "receive-media": {"action": "receive", "channel": channel, "summary": "by access-gateway, analytics"},
    }


def _media_message() -> dict[str, Any]:
    number = {"type": "string", "pattern": "^-?[0-9]+$"}
    headers: Mapping[str, Mapping[str, Any]] = {
        media.CODEC: {"enum": [codec.value for codec in media.Codec]},
        media.PTS_90K: number | {"description": "presentation time in 1/90000 s since the start of the run"},
        media.KEY_FRAME: {"enum": ["0", "1"]},
        media.RUN: number | {"description": "UTC milliseconds at which the run began"},
        media.SEQ: number | {"description": "counts up by one within a run"},
        media.CAPTURED_AT: {"type": "string", "format": "date-time"},
    }
    optional = {media.EPOCH: number | {"description": "a later owner of the camera has the higher one"}}
    return {
        "name": "access-unit",
        "summary": "One encoded picture, Annex B byte-stream format; a key frame carries its parameter sets.",
        "contentType": "application/octet-stream",
        "headers": {"type": "object", "required": list(headers), "properties": {**headers, **optional}},
    }


def _first_line(message: type[Message]) -> str:
    return (message.__doc__ or "").strip().partition("\n")[0]


def _text(document: Mapping[str, Any]) -> str:
    # JSON is YAML 1.2 too, so that one writer serves both and no YAML library is needed.
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def stale(folder: Path) -> list[str]:
    """The generated files below `folder` that are missing, out of step, or no longer generated."""
    wanted = files()
    there = {f"schemas/v1/{path.name}" for path in (folder / "schemas/v1").glob("*.json")}
    wrong = {
        name
        for name, text in wanted.items()
        if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != text
    }
    return sorted(wrong | (there - set(wanted)))


def write(folder: Path) -> None:
    """Bring the generated files below `folder` in step."""
    wanted = files()
    for name in stale(folder):
        if name in wanted:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(wanted[name], encoding="utf-8")
        else:
            (folder / name).unlink()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file is out of step")
    if not parser.parse_args().check:
        write(FOLDER)
    elif names := stale(FOLDER):
        sys.exit(f"out of step, run python -m lokus_proto.generate: {', '.join(names)}")


if __name__ == "__main__":
    main()
