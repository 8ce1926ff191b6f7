"""The seven press pieces: what is carried, and that its verdicts are those of arithmetic by hand.

``expected`` has a table for each piece: the verdict of each claim (``figure`` for one that is only
computed), what its query, formula or names give, and the arithmetic. ``no_figures.csv`` lists the
numbers of the texts that claim nothing, and why.
"""

from __future__ import annotations

import csv
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from steelyard import library
from steelyard.claims import press
from steelyard.claims.audit import audit
from steelyard.claims.file.grammar import Claim
from steelyard.claims.outcome import Audit, Checked
from steelyard.claims.text.quantities import quantities
from steelyard.errors import UsageError

HERE = Path(__file__).parent
PIECES = press.names()

every_piece = pytest.mark.parametrize("piece", PIECES)


@cache
def audited(piece: str) -> Audit:
    return audit(press.find(piece))


def claims(piece: str) -> dict[str, Claim]:
    return audited(piece).claims.claims


def text(piece: str) -> str:
    return press.find(piece).with_name("text.txt").read_text(encoding="utf-8")


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def expected(piece: str) -> list[dict[str, str]]:
    return rows(HERE / "expected" / f"{piece}.csv")


def is_figure(claim: Claim) -> bool:
    """Whether a claim is only computed: neither printed nor a comparison."""
    compares = any(sign in (claim.formula or "") for sign in "<>=")
    return claim.printed is None and not compares


def outcome(one: Checked) -> Fraction:
    """Return the one number that comes out with the figures as printed."""
    if one.nominal is not None:
        return one.nominal
    assert one.found is not None
    assert one.found.is_point, one.name
    assert one.found.low is not None
    return one.found.low


def spans(whole: str, words: str) -> list[range]:
    """Return where words stand in a text."""
    found, at = [], whole.find(words)
    while at >= 0:
        found.append(range(at, at + len(words)))
        at = whole.find(words, at + 1)
    return found


# What is carried


def test_seven_pieces_are_carried() -> None:
    assert len(PIECES) == 7


def test_an_unknown_piece_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean “factory-2026”"):
        press.find("factory-2025")


@every_piece
def test_words_stand_once_in_the_text(piece: str) -> None:
    counts = {
        name: text(piece).count(claim.words) for name, claim in claims(piece).items() if claim.words
    }
    assert {name: count for name, count in counts.items() if count != 1} == {}


@every_piece
def test_every_figure_of_the_piece_has_its_words(piece: str) -> None:
    printed = {name for name, claim in claims(piece).items() if claim.source == "piece"}
    assert {name for name, claim in claims(piece).items() if claim.words} == printed


@every_piece
def test_every_figure_has_the_source_that_printed_it(piece: str) -> None:
    printed = {name for name, claim in claims(piece).items() if claim.printed}
    assert {name for name, claim in claims(piece).items() if claim.source} == printed


@every_piece
def test_the_words_hold_the_figure_as_printed(piece: str) -> None:
    for name, claim in claims(piece).items():
        if claim.printed is not None and claim.words is not None:
            number = claim.printed.replace(" ", "").lstrip("約")
            assert number in claim.words.replace(" ", ""), name


@every_piece
def test_enumerated_names_stand_in_the_text(piece: str) -> None:
    gone = [
        name
        for claim in claims(piece).values()
        for name in claim.names or ()
        if name not in text(piece)
    ]
    assert gone == []


@every_piece
def test_every_figure_of_the_text_is_a_claim_or_said_to_be_none(piece: str) -> None:
    whole = text(piece)
    words = [claim.words for claim in claims(piece).values() if claim.words]
    words += [row["words"] for row in rows(HERE / "no_figures.csv") if row["piece"] == piece]
    covered = {at for one in words for span in spans(whole, one) for at in span}
    missed = [
        whole[found.start : found.end]
        for found in quantities(whole)
        if not covered.issuperset(range(*found.number))
    ]
    assert missed == []


@every_piece
def test_every_digit_of_the_text_is_in_a_claim_or_said_to_be_in_none(piece: str) -> None:
    whole = text(piece)
    words = [claim.words for claim in claims(piece).values() if claim.words]
    words += [row["words"] for row in rows(HERE / "no_figures.csv") if row["piece"] == piece]
    covered = {at for one in words for span in spans(whole, one) for at in span}
    missed = [at for at, sign in enumerate(whole) if sign.isdecimal() and at not in covered]
    assert [whole[at - 5 : at + 5] for at in missed] == []


def test_what_is_said_to_be_no_figure_stands_in_its_text() -> None:
    assert [r for r in rows(HERE / "no_figures.csv") if r["words"] not in text(r["piece"])] == []


@every_piece
def test_titles_and_notes_are_in_three_languages(piece: str) -> None:
    whole = audited(piece).claims
    said = [whole.title, whole.about]
    said += [one.title for one in whole.sources.values()]
    said += [one for table in whole.tables.values() for one in (table.title, table.source)]
    said += [claim.title for claim in whole.claims.values()]
    said += [claim.note for claim in whole.claims.values() if claim.note]
    assert [
        t for t in said if t is None or set(t.translations) != {"en", "zh-Hant", "zh-Hans"}
    ] == []


def test_the_brands_are_those_of_the_library() -> None:
    ours = press.find("brand-500-2026").with_name("brands.csv")
    assert ours.read_bytes() == library.sample("brand-list")["brands"].read_bytes()


def test_the_brands_are_those_of_the_shared_data(shared: Path) -> None:
    ours = press.find("brand-500-2026").with_name("brands.csv")
    assert rows(ours) == rows(shared / "brands" / "world500_2026_china.csv")


# What is found


@every_piece
def test_verdicts_are_those_found_by_hand(piece: str) -> None:
    found = {
        one.name: "figure" if is_figure(one.claim) else one.verdict
        for one in audited(piece).checked
    }
    assert found == {row["claim"]: row["verdict"] for row in expected(piece)}


@every_piece
def test_what_comes_out_is_what_was_reckoned_by_hand(piece: str) -> None:
    gives = {row["claim"]: row["gives"] for row in expected(piece) if row["gives"]}
    by_hand = {name: one for name, one in gives.items() if not one.startswith(("[", "("))}
    found = {one.name: outcome(one) for one in audited(piece).checked if one.name in by_hand}
    assert {name: float(value) for name, value in found.items()} == (
        pytest.approx({name: float(Fraction(one)) for name, one in by_hand.items()}, rel=1e-12)
    )


@every_piece
def test_what_may_come_out_is_what_was_reckoned_by_hand(piece: str) -> None:
    by_hand = {r["claim"]: r["gives"] for r in expected(piece) if r["gives"].startswith(("[", "("))}
    assert {
        one.name: str(one.found) for one in audited(piece).checked if one.name in by_hand
    } == by_hand


@pytest.mark.parametrize(
    ("piece", "claim", "off"),
    [
        ("rd-list-2025", "members", 1609),
        ("rd-list-2025", "china_companies_later", 56),
        ("brand-500-2026", "shenzhen_place", 1),
        ("brand-500-2026", "dimensions_named_later", 1),
        ("brand-500-2026", "cities_with_one", 1),
        ("brand-500-2026", "cities", 2),
        ("firms-abroad-2024", "joining_the_wto", 2),
    ],
    ids=[
        "a top hundred with 1709 members",
        "525 and 581 Chinese companies",
        "second with 7 against 8",
        "four dimensions of which three are named",
        "15 cities of which 16 are named",
        "20 cities against 22 in the list",
        "the 1990s and 2001",
    ],
)
def test_a_known_contradiction_is_found(piece: str, claim: str, off: int) -> None:
    (one,) = (one for one in audited(piece).checked if one.name == claim)
    assert one.verdict == "contradicted"
    assert one.off == Fraction(off)


@pytest.mark.parametrize(
    ("piece", "quantity", "names"),
    [
        ("rd-list-2025", "chinese-companies", {"china_companies", "china_companies_later"}),
        ("brand-500-2026", "dimensions", {"dimensions", "dimensions_named_later"}),
        ("firms-abroad-2024", "beginning", {"beginning", "joining_the_wto"}),
    ],
)
def test_claims_that_exclude_each_other_are_together(
    piece: str, quantity: str, names: set[str]
) -> None:
    found = {one.quantity: set(one.claims) for one in audited(piece).disagreements}
    assert found[quantity] == names


def test_two_figures_of_which_one_is_cut_off_do_not_exclude_each_other() -> None:
    assert "rd-per-day" not in {one.quantity for one in audited("rd-list-2025").disagreements}


@pytest.mark.parametrize(
    ("piece", "choices"),
    [
        (
            "brand-500-2026",
            [
                {("cities",)},
                {("cities_with_one",)},
                {("dimensions_named_later",)},
                {("shenzhen_before_shanghai",)},
                {("shenzhen_place",)},
            ],
        ),
        ("chip-maker-2026", []),
        ("factory-2026", []),
        ("firms-abroad-2024", [{("beginning",), ("joining_the_wto",)}]),
        ("public-funds-2026", []),
        ("rd-list-2025", [{("china_companies_later",)}, {("members",)}]),
        ("trade-fair-2026", []),
    ],
)
def test_the_fewest_claims_that_must_be_wrong_are_found(
    piece: str, choices: list[set[tuple[str, ...]]]
) -> None:
    found = [set(repair.choices) for repair in audited(piece).repairs]
    assert sorted(found, key=min) == choices
