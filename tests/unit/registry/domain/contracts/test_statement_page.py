from dataclasses import replace

from lokus_registry.domain.contracts.counting import Counts
from lokus_registry.domain.contracts.period import moment
from lokus_registry.domain.contracts.statement_page import beginning, end, row, shown_share
from unit.registry.domain.contracts.samples import CONTRACT, FEBRUARY
from unit.registry.domain.contracts.test_statement import DRAFT

_HOSTILE = '<script>"&'
_TOTALS = {"cameras": 1, "fee": 0, "credit": 0, "ms": dict.fromkeys(Counts, 0)}


def test_a_share_is_rounded_down_so_that_only_all_reads_as_one() -> None:
    assert shown_share(1, 1) == "1.000000"
    assert shown_share(10**9 - 1, 10**9) == "0.999999"
    assert shown_share(2, 3) == "0.666666"
    assert shown_share(0, 0) == ""


def test_whatever_comes_from_outside_is_escaped() -> None:
    statement = replace(
        DRAFT, totals=_TOTALS, buyer_signed_by=_HOSTILE, buyer_signed_at=moment(FEBRUARY.end_ms)
    )
    contract = replace(CONTRACT, name=_HOSTILE, buyer=_HOSTILE, vendor=_HOSTILE)
    page = beginning(statement, contract) + row((_HOSTILE,)) + end(statement)
    assert "<script" not in page
    assert page.count("&lt;script&gt;&quot;&amp;") == 6


def test_the_page_says_who_has_signed_and_when_in_wib() -> None:
    statement = replace(DRAFT, vendor_signed_by="tech", vendor_signed_at=moment(FEBRUARY.end_ms))
    assert "vendor: tech, 2024-03-01 00:00 WIB" in end(statement)
    assert "buyer: not signed" in end(statement)


def test_a_page_of_a_contract_that_is_gone_names_it_by_its_id() -> None:
    assert "<h1>k1: 2024-02, revision 1</h1>" in beginning(replace(DRAFT, totals=_TOTALS), None)
