import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.recording.boxes import box, full_box, inside, whole_boxes


def test_a_box_is_its_length_its_kind_and_its_content() -> None:
    assert box(b"free", b"ab", b"c") == b"\x00\x00\x00\x0bfreeabc"
    assert full_box(b"mfhd", 1, 2, b"x") == b"\x00\x00\x00\x0dmfhd\x01\x00\x00\x02x"


def test_only_whole_boxes_are_found() -> None:
    content = box(b"ftyp", b"1") + box(b"mdat", b"22")
    found = [(each.kind, content[each.content]) for each in whole_boxes(content)]
    assert found == [(b"ftyp", b"1"), (b"mdat", b"22")]
    assert [each.kind for each in whole_boxes(content[:-1])] == [b"ftyp"]


def test_a_path_leads_inside() -> None:
    content = box(b"moof", box(b"mfhd", b"1"), box(b"traf", box(b"tfdt", b"2")))
    assert inside(content, b"moof", b"traf", b"tfdt") == b"2"
    with pytest.raises(ValueError, match="'trun'"):
        inside(content, b"moof", b"traf", b"trun")


@given(st.binary(max_size=200))
def test_no_bytes_make_boxes_that_overlap_or_never_end(content: bytes) -> None:
    found = list(whole_boxes(content))
    assert sum(each.end - each.start for each in found) <= len(content)
