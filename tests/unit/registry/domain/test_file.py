from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_kit.errors import Invalid
from lokus_registry.domain.file import MediaType, new_file

BEGINNINGS = {
    MediaType.PDF: b"%PDF-1.7",
    MediaType.JPEG: b"\xff\xd8\xff\xe0",
    MediaType.PNG: b"\x89PNG\r\n\x1a\n",
    MediaType.MP4: b"\x00\x00\x00\x18ftypisom",
    MediaType.TEXT: b"Gudang dijaga",
    MediaType.JSON: b'{"guard": true}',
}
BINARY = (MediaType.PDF, MediaType.JPEG, MediaType.PNG, MediaType.MP4)


@pytest.mark.parametrize("media_type", MediaType)
def test_a_file_bears_the_hash_of_its_content(media_type: MediaType) -> None:
    file = new_file(media_type, BEGINNINGS[media_type])
    assert file.id == sha256(BEGINNINGS[media_type]).hexdigest()
    assert file.media_type is media_type


@pytest.mark.parametrize("declared", BINARY)
def test_content_of_another_type_is_refused(declared: MediaType) -> None:
    for real in set(MediaType) - {declared}:
        with pytest.raises(Invalid, match=declared.value):
            new_file(declared, BEGINNINGS[real])


@given(st.binary(max_size=20))
def test_text_is_utf_8_and_nothing_else(content: bytes) -> None:
    try:
        content.decode()
        is_text = bool(content)
    except UnicodeDecodeError:
        is_text = False
    if is_text:
        assert new_file(MediaType.TEXT, content).content == content
    else:
        with pytest.raises(Invalid):
            new_file(MediaType.TEXT, content)


def test_the_content_is_not_in_what_is_logged() -> None:
    assert "Gudang" not in repr(new_file(MediaType.TEXT, b"Gudang"))
