"""Files over HTTP: put once, found by hash, and read by nobody who has no business with them."""

from hashlib import sha256

import httpx
import pytest

from integration.registry.people import City
from lokus_registry.domain.file import MAX_FILE_BYTES
from support.identity import Issuer

PDF = b"%PDF-1.7\nletter of consent"
NAME = sha256(PDF).hexdigest()
NONE = sha256(b"never put").hexdigest()


async def test_a_file_is_named_by_its_content_and_kept_once(city: City) -> None:
    receipt = await city.owner.put_file(PDF, "application/pdf", 201)
    assert receipt["id"] == NAME
    assert (receipt["media_type"], receipt["size_bytes"]) == ("application/pdf", len(PDF))
    assert await city.owner.put_file(PDF, "application/pdf", 200) == receipt


async def test_a_file_comes_back_as_a_download_that_is_not_shown(city: City) -> None:
    await city.owner.put_file(PDF, "application/pdf")
    response = await city.owner.ask("GET", f"files/{NAME}")
    assert (response.status_code, response.content) == (200, PDF)
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"] == f'attachment; filename="{NAME}.pdf"'
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_a_file_is_for_those_who_put_it_and_those_who_see_all(city: City) -> None:
    await city.owner.put_file(PDF, "application/pdf")
    for person in (city.auditor, city.operator):
        assert (await person.ask("GET", f"files/{NAME}")).content == PDF
    for person in (city.other_owner, city.vendor, city.partner, city.police, city.observer):
        detail = (await person.get(f"files/{NAME}", 404))["detail"]
        assert detail.replace(NAME, NONE) == (await person.get(f"files/{NONE}", 404))["detail"]
    await city.auditor.get(f"files/{NONE}", 404)


async def test_whoever_brings_the_same_content_has_it_too_from_then_on(city: City) -> None:
    first = await city.owner.put_file(PDF, "application/pdf")
    second = await city.observer.put_file(PDF, "application/pdf", 201)
    assert second["created_at"] > first["created_at"]
    assert (await city.observer.ask("GET", f"files/{NAME}")).content == PDF


async def test_the_auditor_brings_nothing(city: City) -> None:
    assert (await city.auditor.put_file(PDF, "application/pdf", 403))["reason"] == "role"


async def test_files_of_one_tenant_are_none_of_another(
    city: City, http: httpx.AsyncClient, issuer: Issuer
) -> None:
    await city.owner.put_file(PDF, "application/pdf")
    other = City(f"{city.tenant}-twin", http, issuer)
    for person in (other.owner, other.auditor, other.operator):
        await person.get(f"files/{NAME}", 404)


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (PDF, "image/png", 422),
        (b"", "application/pdf", 422),
        (b"\xff\xfe", "text/plain", 422),
        (PDF, "text/html", 415),
        (PDF, "", 415),
        (b"%PDF-" + bytes(MAX_FILE_BYTES), "application/pdf", 413),
    ],
)
async def test_what_is_no_file_of_a_known_kind_is_refused(
    city: City, content: bytes, media_type: str, status: int
) -> None:
    assert (await city.owner.put_file(content, media_type, status))["detail"]


async def test_the_largest_file_passes_and_comes_back_whole(city: City) -> None:
    content = b"%PDF-" + bytes(MAX_FILE_BYTES - 5)
    receipt = await city.vendor.put_file(content, "application/pdf", 201)
    assert receipt["size_bytes"] == MAX_FILE_BYTES
    assert (await city.vendor.ask("GET", f"files/{receipt['id']}")).content == content


async def test_a_charset_may_stand_behind_the_type(city: City) -> None:
    receipt = await city.owner.put_file(b"guard on duty", "text/plain; charset=utf-8", 201)
    assert receipt["media_type"] == "text/plain"


async def test_a_hash_that_is_none_is_refused(city: City) -> None:
    await city.owner.get("files/" + "A" * 64, 422)
