"""The committed schemas, examples and AsyncAPI page say what the models say, and only ever grow."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from lokus_proto.catalogue import messages
from lokus_proto.envelope import Message, open_envelope
from lokus_proto.generate import FOLDER, asyncapi, schema, stale, write

BASELINE = Path(__file__).with_name("v1_baseline.json")


def example(message: type[Message]) -> dict[str, Any]:
    path = FOLDER / f"examples/v1/{message.SCHEMA}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def validator(message: type[Message]) -> Draft202012Validator:
    return Draft202012Validator(schema(message), format_checker=Draft202012Validator.FORMAT_CHECKER)


def fields(document: dict[str, Any]) -> dict[str, list[Any]]:
    """Every field by its path: what it may be, and whether it must be there."""
    found: dict[str, list[Any]] = {}

    def walk(node: dict[str, Any], path: str) -> None:
        if "$ref" in node:
            node = document["$defs"][node["$ref"].rpartition("/")[2]]
        for option in node.get("anyOf", []):
            walk(option, path)
        if "items" in node:
            walk(node["items"], f"{path}[]")
        for name, inner in node.get("properties", {}).items():
            place = f"{path}.{name}".lstrip(".")
            found[place] = [_kind(document, inner), name in node.get("required", [])]
            walk(inner, place)

    walk(document, "")
    return found


def _kind(document: dict[str, Any], node: dict[str, Any]) -> str:
    if "$ref" in node:
        return _kind(document, document["$defs"][node["$ref"].rpartition("/")[2]])
    if "anyOf" in node:
        return " or ".join(sorted(_kind(document, option) for option in node["anyOf"]))
    return "const" if "const" in node else str(node.get("type", "any"))


def test_generated_files_are_in_step_with_the_models() -> None:
    assert stale(FOLDER) == []


def test_a_file_out_of_step_is_noticed_and_mended(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "schemas/v1/event-raised.json").write_text("{}", encoding="utf-8")
    (tmp_path / "schemas/v1/left-over.json").write_text("{}", encoding="utf-8")
    assert stale(tmp_path) == ["schemas/v1/event-raised.json", "schemas/v1/left-over.json"]
    write(tmp_path)
    assert stale(tmp_path) == []


def test_every_example_is_of_a_message_in_the_catalogue() -> None:
    names = {path.stem for path in (FOLDER / "examples/v1").iterdir()}
    assert names == {message.SCHEMA for message in messages()}


@pytest.mark.parametrize("message", messages())
def test_the_example_fits_the_schema(message: type[Message]) -> None:
    Draft202012Validator.check_schema(schema(message))
    validator(message).validate(example(message))


@pytest.mark.parametrize("message", messages())
def test_the_example_goes_through_the_model_unchanged(message: type[Message]) -> None:
    opened = open_envelope(json.dumps(example(message)).encode(), message)
    again = open_envelope(opened.to_bytes(), message)
    assert again == opened
    validator(message).validate(json.loads(opened.to_bytes()))


@pytest.mark.parametrize("message", messages())
def test_the_example_shows_every_field_or_the_field_is_optional(message: type[Message]) -> None:
    shown = set(example(message)["data"])
    required = {name for name, field in message.model_fields.items() if field.is_required()}
    assert required <= shown <= set(message.model_fields)


@pytest.mark.parametrize("message", messages())
def test_unknown_fields_are_ignored(message: type[Message]) -> None:
    later = example(message) | {"traceparent": "00-1"}
    later["data"] = later["data"] | {"added_later": {"a": 1}}
    validator(message).validate(later)
    assert open_envelope(json.dumps(later).encode(), message).data == (
        open_envelope(json.dumps(example(message)).encode(), message).data
    )


@pytest.mark.parametrize("message", messages())
@pytest.mark.parametrize("missing", ["id", "type", "subject", "tenant", "time", "data"])
def test_schema_and_model_both_miss_an_envelope_attribute(message: type[Message], missing: str) -> None:
    broken = {name: value for name, value in example(message).items() if name != missing}
    with pytest.raises(ValidationError):
        validator(message).validate(broken)
    with pytest.raises(ValueError, match=missing):
        open_envelope(json.dumps(broken).encode(), message)


@pytest.mark.parametrize("message", messages())
def test_a_message_of_another_type_is_refused(message: type[Message]) -> None:
    foreign = example(message) | {"type": "lokus.something.else.v1"}
    with pytest.raises(ValidationError):
        validator(message).validate(foreign)
    with pytest.raises(ValueError, match=r"lokus\.something\.else\.v1"):
        open_envelope(json.dumps(foreign).encode(), message)


@pytest.mark.parametrize("message", messages())
def test_version_1_only_grows_and_what_grows_is_optional(message: type[Message]) -> None:
    baseline: dict[str, list[Any]] = json.loads(BASELINE.read_text(encoding="utf-8"))[message.SCHEMA]
    now = fields(schema(message))
    changed = {path for path, facts in baseline.items() if now.get(path, [None])[0] != facts[0]}
    assert not changed, f"removed or of another type: {changed}; that is v2"
    demanded = {path for path, facts in now.items() if facts[1] and not baseline.get(path, [0, False])[1]}
    nested = {path for path in demanded if path.rpartition(".")[0] not in {*baseline, "", "data"}}
    assert demanded == nested, f"newly required: {demanded - nested}; what is new in v1 is optional"


def test_the_baseline_knows_every_message() -> None:
    assert set(json.loads(BASELINE.read_text(encoding="utf-8"))) == {each.SCHEMA for each in messages()}


def test_every_reference_of_the_asyncapi_page_leads_somewhere() -> None:
    page = asyncapi()

    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["$ref"]] if "$ref" in node else []
            return own + [each for inner in node.values() for each in references(inner)]
        return []

    for reference in references(page):
        if reference.startswith("#"):
            found: Any = page
            for step in reference.removeprefix("#/").split("/"):
                found = found[step]
        else:
            assert (FOLDER / reference).is_file()


def test_every_message_has_a_sender_and_a_receiver_on_the_asyncapi_page() -> None:
    operations = asyncapi()["operations"]
    replies = {
        each["reply"]["channel"]["$ref"].rpartition("/")[2] for each in operations.values() if "reply" in each
    }
    for message in messages():
        assert {f"send-{message.SCHEMA}", f"receive-{message.SCHEMA}"} <= set(operations) or (
            message.SCHEMA in replies
        )
