"""Decisions on proposed claims: what is asked, what an answer means, what the file becomes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.claims.file.load import dump, parse
from steelyard.claims.report.report import AuditReport
from steelyard.claims.report.review import answered, decided, marked, open_entries, rewritten
from tests.claims.by_hand import audit_of, brands, checked, figure

FILE = """\
# What a person wrote stays.
title: Brands
claims:
  brands: {printed: 78 brands, status: proposed}   # counted twice
  list:
    printed: 500 brands
    status: "proposed"

  share:
    printed: 15.6%
    formula: brands / list
    status: proposed # of the list
    note: 'status: proposed'
"""


def test_the_most_certain_is_asked_about_first_and_the_confirmed_not_at_all() -> None:
    asked = [entry.checked.name for entry in open_entries(AuditReport.of(brands()))]
    assert asked == ["more", "companies_below"]


def test_figures_by_themselves_are_not_asked_about() -> None:
    rows = (
        checked("alone", figure("5"), status="proposed"),
        checked("tied", figure("6"), status="proposed", formula="alone + 1"),
    )
    asked = [entry.checked.name for entry in open_entries(AuditReport.of(audit_of(*rows)))]
    assert asked == ["tied"]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("c", "confirmed"),
        (" R\n", "rejected"),
        ("ｓ", "skip"),
        ("q", "stop"),
        ("", None),
        ("yes", None),
        ("cc", None),
    ],
)
def test_an_answer_is_a_key(line: str, answer: str | None) -> None:
    assert answered(line) == answer


def test_only_what_was_decided_changes_and_the_order_stays() -> None:
    claims = parse(FILE)
    changed = decided(claims, {"share": "confirmed", "brands": "rejected"})
    assert {name: claim.status for name, claim in changed.claims.items()} == {
        "brands": "rejected",
        "list": "proposed",
        "share": "confirmed",
    }
    assert list(changed.claims) == list(claims.claims)
    assert claims.claims["share"].status == "proposed"


def test_a_decision_changes_its_word_in_the_file_and_nothing_else() -> None:
    changed = rewritten(FILE, parse(FILE), {"brands": "rejected", "share": "confirmed"})
    meant = FILE.replace("brands, status: proposed", "brands, status: rejected")
    assert changed == meant.replace("status: proposed # of", "status: confirmed # of")


def test_a_word_in_quotes_is_changed_with_them() -> None:
    changed = rewritten(FILE, parse(FILE), {"list": "confirmed"})
    assert changed == FILE.replace('status: "proposed"', "status: confirmed")


def test_line_ends_of_windows_stay() -> None:
    text = FILE.replace("\n", "\r\n")
    changed = marked(text, {"share": "confirmed"})
    assert changed is not None
    assert changed.replace("confirmed", "proposed") == text


@pytest.mark.parametrize(
    "text",
    [
        """\
title: Shared by an alias
claims:
  a: &same {printed: 5 brands, status: proposed}
  b: *same
""",
        """\
title: Merged
claims:
  b: {printed: 5 brands, status: proposed}
  a: &base {printed: 6 brands, status: proposed}
  c: {<<: *base, printed: 7 brands}
""",
        """\
title: Folded
claims:
  a: {printed: 6 brands}
  b: {printed: 5 brands, status: "prop\\x6fsed"}
""",
    ],
)
def test_where_a_status_is_not_plain_the_file_is_written_anew(text: str) -> None:
    claims = parse(text)
    for name in claims.claims:
        changed = parse(rewritten(text, claims, {name: "rejected"}))
        assert changed == decided(claims, {name: "rejected"})


names = st.sampled_from(["brands", "list", "share"])


@given(st.dictionaries(names, st.sampled_from(["confirmed", "rejected"])))
def test_the_file_says_what_was_decided(decisions: dict[str, Any]) -> None:
    claims = parse(FILE)
    assert parse(rewritten(FILE, claims, decisions)) == decided(claims, decisions)


def test_a_draft_can_be_reviewed() -> None:
    text = dump(parse(FILE))
    status = "formula: brands / list\n    status: "
    meant = text.replace(f"{status}proposed", f"{status}confirmed")
    assert marked(text, {"share": "confirmed"}) == meant
