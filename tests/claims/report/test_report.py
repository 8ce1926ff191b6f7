"""An audit for people and for programs."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.claims.interval import Interval
from steelyard.claims.outcome import Disagreement, Repair
from steelyard.claims.report.report import AuditReport
from steelyard.claims.report.words import joined
from steelyard.findings import Finding
from steelyard.i18n import message, set_language
from tests.claims.by_hand import audit_of, brands, checked, figure, share


@pytest.fixture
def report() -> AuditReport:
    return AuditReport.of(brands())


def test_contradictions_come_first_and_figures_by_themselves_last(report: AuditReport) -> None:
    assert [entry.checked.name for entry in report.entries] == [
        *("share", "second", "companies"),
        *("more", "companies_below"),  # proposed, the most certain first
        *("brands", "total", "china", "each"),
        "mean",
    ]


def test_a_claim_keeps_its_number_of_the_file(report: AuditReport) -> None:
    numbers = {entry.checked.name: entry.number for entry in report.entries}
    assert [numbers[one.name] for one in report.audit.checked] == list(range(1, 11))


def test_verdicts_are_counted_the_gravest_first(report: AuditReport) -> None:
    assert list(report.counts.items()) == [
        ("contradicted", 5),
        ("possible", 1),
        ("truncated", 1),
        ("unchecked", 1),
        ("holds", 2),
        ("computed", 0),
    ]


def test_the_summary_tells_what_no_person_confirmed(report: AuditReport) -> None:
    assert str(report.summary()[1]) == "Proposed by a machine, and confirmed by no person yet: 2."


def test_figures_that_nothing_gives_are_not_open() -> None:
    decided = checked("x", share("15.6%"), quantity="share")
    rest = checked("y", share("7.1%"), status="proposed")
    assert len(AuditReport.of(audit_of(decided, rest)).summary()) == 1


def test_the_summary_is_silent_where_people_stand_behind_all() -> None:
    report = AuditReport.of(audit_of(checked("x", share("15.6%"))))
    assert len(report.summary()) == 1


def test_the_summary_of_an_article_says_that_all_is_a_machines() -> None:
    report = AuditReport.of(audit_of(checked("x", share("15.6%"), status="proposed")))
    assert str(report.summary()[1]) == (
        "All were proposed by a machine, and no person has confirmed them."
    )


@pytest.mark.parametrize(
    ("more", "title"),
    [
        ({"title": "Its share", "words": "or 15.6%", "quantity": "share"}, "Its share"),
        ({"words": "or 15.6%", "quantity": "share"}, "or 15.6%"),
        ({"quantity": "share"}, "share"),
        ({}, "x"),
    ],
)
def test_a_claim_is_called_by_the_best_name_it_has(more: dict[str, str], title: str) -> None:
    report = AuditReport.of(audit_of(checked("x", share("15.6%"), **more)))
    assert report.entries[0].label == f"15.6% ({title})"


def test_two_claims_cannot_both_be_right(report: AuditReport) -> None:
    said = report.disagreeing(report.audit.disagreements[0])
    assert str(said) == (
        "525 (525 companies) and 581 (the last of 581) cannot both be right: they are figures of "
        "one quantity."
    )


def test_three_claims_cannot_all_be_right() -> None:
    names = ("a", "b", "c")
    rows = [checked(name, figure(text)) for name, text in zip(names, ("5", "6", "7"), strict=True)]
    said = AuditReport.of(audit_of(*rows)).disagreeing(Disagreement("firms", names))
    assert str(said) == (
        "These cannot all be right, as they are figures of one quantity: 5 (a), 6 (b), 7 (c)."
    )


@pytest.mark.parametrize(
    ("repair", "said"),
    [
        (
            Repair(("a", "b", "c"), (("a",),)),
            (
                "Of these figures at least 1 must be wrong: 5 (a), 6 (b), 7 (c). "
                "The rest can be true without 5 (a)."
            ),
        ),
        (
            Repair(("a", "b", "c"), (("a", "b"), ("b", "c"))),
            (
                "Of these figures at least 2 must be wrong: 5 (a), 6 (b), 7 (c). The figures do "
                "not tell which; without one of these the rest can be true: 5 (a), 6 (b); "
                "6 (b), 7 (c)."
            ),
        ),
        (
            Repair(("a", "b", "c"), (("a", "b"),), complete=False),
            (
                "Of these figures some must be wrong: 5 (a), 6 (b), 7 (c). The search for the "
                "fewest was cut short; removing 2 is enough. The rest can be true without 5 (a), "
                "6 (b)."
            ),
        ),
    ],
)
def test_the_fewest_that_must_be_wrong(repair: Repair, said: str) -> None:
    rows = [checked(*pair) for pair in zip("abc", map(figure, ("5", "6", "7")), strict=True)]
    told = AuditReport.of(audit_of(*rows)).choices(repair)
    assert joined((told.head(), told.sentence())) == said


def test_choices_are_set_apart_as_the_language_does(report: AuditReport) -> None:
    repair = Repair(("share", "china", "total"), (("share", "china"), ("china", "total")))
    try:
        set_language("zh-Hant")
        said = str(report.choices(repair).sentence())
    finally:
        set_language(None)
    assert ";" not in said
    assert said.count("；") == 1 + "單憑數字無法判斷是哪些；".count("；")


def test_many_choices_are_cut(report: AuditReport) -> None:
    repair = Repair(("share", "china", "total"), (("share",), ("china",), ("total",)))
    assert str(report.choices(repair).sentence(1)).endswith("; and 2 more.")


def test_a_disagreement_of_two_is_not_told_again_as_a_repair(report: AuditReport) -> None:
    assert [one.involved[0].checked.name for one in report.repairs()] == ["share"]


def test_a_contradiction_of_one_figure_is_not_told_again_as_a_repair() -> None:
    audit = replace(brands(), disagreements=(), repairs=(Repair(("second",), (("second",),)),))
    assert AuditReport.of(audit).repairs() == ()


def test_words_that_act_in_a_terminal_are_spelled_out() -> None:
    rows = checked("x", share("15.6%"), title="\x1b[2Jtitle", words="a\x1b]0;x\x07 15.6%")
    entry = AuditReport.of(audit_of(rows)).entries[0]
    assert "\x1b" not in entry.title + (entry.words or "")


def test_json_has_stable_keys(report: AuditReport) -> None:
    answer = report.to_json()
    assert list(answer) == [
        "title",
        "language",
        "contradicted",
        "summary",
        "counts",
        "claims",
        "disagreements",
        "fewest",
        "repairs",
        "findings",
    ]
    assert set(map(tuple, answer["claims"])) == {
        (
            "name",
            "number",
            "title",
            "source",
            "words",
            "span",
            "printed",
            "quantity",
            "scope",
            "status",
            "certainty",
            "verdict",
            "said",
            "found",
            "nominal",
            "off",
            "should_be",
            "sentence",
            "missing",
            "computation",
            "against",
            "note",
        )
    }


def test_json_has_exact_figures(report: AuditReport) -> None:
    claim = report.to_json()["claims"][0]
    assert claim["said"] == {
        "low": "0.1585",
        "high": "0.1595",
        "low_inside": True,
        "high_inside": True,
    }
    assert (claim["nominal"], claim["off"]) == ("0.1603", "0.00041")
    assert claim["should_be"] == "It should be between 15.99% and 16.07%."


def test_json_has_no_bound_where_there_is_none(report: AuditReport) -> None:
    total = next(one for one in report.to_json()["claims"] if one["name"] == "total")
    assert (total["said"]["high"], total["said"]["low_inside"]) == (None, False)


@given(st.fractions())
def test_json_figures_can_be_read_again(value: Fraction) -> None:
    row = checked("x", share("1%"), formula="a / b", found=Interval.point(value))
    claim = AuditReport.of(audit_of(row)).to_json()["claims"][0]
    assert Fraction(claim["found"]["low"]) == value


@pytest.mark.parametrize("value", [Fraction(7**9000), Fraction(1, 7**9000), -Fraction(3**9000, 2)])
def test_json_cuts_figures_that_nobody_can_write_out(value: Fraction) -> None:
    row = checked("x", share("1%"), formula="a / b", found=Interval.point(value))
    found = AuditReport.of(audit_of(row)).to_json()["claims"][0]["found"]
    assert abs(Fraction(found["low"]) / value - 1) < Fraction(1, 10**12)


def test_json_tells_all_repairs_and_findings() -> None:
    finding = Finding("unsure", message("Look at it."), "warning")
    answer = AuditReport.of(replace(brands(), findings=(finding,))).to_json()
    assert len(answer["repairs"]) == 2
    assert answer["findings"] == [
        {"code": "unsure", "severity": "warning", "message": "Look at it."}
    ]


def test_json_is_json(report: AuditReport) -> None:
    text = json.dumps(report.to_json(), allow_nan=False)
    assert Counter(one["verdict"] for one in json.loads(text)["claims"])["contradicted"] == 5


def test_the_fewest_that_must_be_wrong_are_counted_and_those_that_are_for_sure_named() -> None:
    count, sure = (str(one) for one in AuditReport.of(brands()).fewest())
    assert count == "At least 2 of the claims must be wrong."
    assert "525" not in sure
    assert AuditReport.of(brands()).named["share"].label in sure


def test_where_the_search_was_cut_short_nothing_is_called_the_fewest() -> None:
    cut = Repair(("share", "china"), (("share",),), complete=False)
    said = AuditReport.of(replace(brands(), repairs=(cut,))).fewest()
    assert [str(one) for one in said] == [
        "Leaving out 1 of the claims is enough; the search for fewer was cut short."
    ]
