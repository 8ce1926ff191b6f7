"""Verdicts, with figures that the press printed and with some made up to be on the edge."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.claims.audit import audit
from steelyard.claims.file.grammar import Claim, Claims
from steelyard.claims.file.load import parse
from steelyard.claims.outcome import Verdict
from tests.claims.trial import TRIAL, audited, check, written

PRESS = """
  mean: {printed: 285.44億美元}
  brands: {printed: 500個}
  us_value: {printed: "66,283億美元"}
  us_brands: {printed: 180個}
  china: {printed: 78個}
  china_value: {printed: "22,764億美元"}
  five: {printed: 60個}
  half_year: {printed: 969.5億元}
  days: {formula: 31 + 28 + 31 + 30 + 31 + 30}
  claim: {printed: PRINTED, formula: FORMULA}
"""

IN_PRINT: Sequence[tuple[str, str, Verdict]] = [
    ("逾14兆美元", "mean * brands", "holds"),
    ("368億美元", "us_value / us_brands", "holds"),
    ("約292億美元", "china_value / china", "holds"),
    ("15.6%", "china / brands", "holds"),
    ("77%", "five / china", "holds"),
    ("逾七成", "five / china", "holds"),
    ("5.36億元", "half_year / days", "holds"),
    ("5.3億元", "half_year / days", "truncated"),
    ("15.9%", "china_value / (mean * brands)", "truncated"),
    ("5.37億元", "half_year / days", "contradicted"),
    ("16%", "five / brands", "contradicted"),
    ("逾八成", "five / china", "contradicted"),
    ("不足八成", "five / china", "holds"),
]


@pytest.mark.parametrize(("printed", "formula", "verdict"), IN_PRINT)
def test_figures_of_the_press(printed: str, formula: str, verdict: Verdict) -> None:
    claims = PRESS.replace("PRINTED", f'"{printed}"').replace("FORMULA", formula)
    assert check(claims, "claim").verdict == verdict


@pytest.mark.parametrize(
    ("inputs", "printed", "formula", "verdict"),
    [
        ({"a": "1.5", "b": "2.5"}, "4.0", "a + b", "holds"),
        ({"a": "1.5", "b": "2.5"}, "4.1", "a + b", "possible"),
        ({"a": "1.5", "b": "2.5"}, "4.2", "a + b", "contradicted"),
        ({"a": "over 14", "b": "2.0"}, "7.5", "a / b", "possible"),
        ({"a": "over 14", "b": "2.0"}, "over 6", "a / b", "holds"),
        ({"a": "over 14", "b": "2.0"}, "5.0", "a / b", "contradicted"),
        ({"a": "about 100", "b": "2.0"}, "50.0", "a / b", "holds"),
        ({"a": "about 100", "b": "2.0"}, "51.0", "a / b", "possible"),
        ({"a": "about 100", "b": "2.0"}, "60.0", "a / b", "contradicted"),
        ({"a": "-2.0", "b": "3.0"}, "-0.6", "a / b", "truncated"),
        ({"a": "2.0", "b": "3.0"}, "66%", "a / b", "truncated"),
        ({"a": "2.0", "b": "3.0"}, "66.7%", "a / b", "holds"),
    ],
)
def test_verdicts_on_the_edge(
    inputs: dict[str, str], printed: str, formula: str, verdict: Verdict
) -> None:
    lines = "".join(f"  {name}: {{printed: '{value} km'}}\n" for name, value in inputs.items())
    unit = "" if "%" in printed else " km"
    text = f"{lines}  claim: {{printed: '{printed}{unit}', formula: {formula}}}\n"
    assert check(text, "claim").verdict == verdict


def test_what_it_should_be_and_by_how_much_is_told() -> None:
    found = check(
        PRESS.replace("PRINTED", "5.37億元").replace("FORMULA", "half_year / days"), "claim"
    )
    assert found.nominal == Fraction(96_950_000_000, 181)
    assert found.found is not None
    assert found.nominal in found.found
    assert found.off == Fraction(536_500_000) - Fraction(96_955_000_000, 181)
    assert found.against == ("half_year", "days")
    assert found.computation == "969.5億元 ÷ 181 ≈ 5.3564億元"


def test_names_are_counted() -> None:
    found = check("  four: {printed: 4, names: [財務, 強度, 貢獻]}\n", "four")
    assert found.verdict == "contradicted"
    assert (found.nominal, found.off) == (Fraction(3), Fraction(1))
    assert found.computation == "財務, 強度, 貢獻 = 3"


PAIR = "  one: {printed: ONE, quantity: q}\n  other: {printed: OTHER, quantity: q}\n"


@pytest.mark.parametrize(
    ("one", "other", "verdict", "of_other"),
    [
        ("525家", "581家", "contradicted", "contradicted"),
        ("525家", "525家", "holds", "holds"),
        ("逾14兆美元", "14.27兆美元", "holds", "holds"),
        ("14.3兆美元", "14.27兆美元", "holds", "holds"),
        ("5.3億元", "5.36億元", "truncated", "possible"),
        ("77%", "逾七成", "holds", "holds"),
        ("不足七成", "逾七成", "contradicted", "contradicted"),
    ],
)
def test_figures_of_one_quantity_are_held_against_each_other(
    one: str, other: str, verdict: Verdict, of_other: Verdict
) -> None:
    text = PAIR.replace("ONE", one).replace("OTHER", other)
    assert check(text, "one").verdict == verdict
    assert check(text, "other").verdict == of_other


def test_claims_that_exclude_each_other_are_shown_together() -> None:
    text = "  a: {printed: 525家, quantity: q}\n  b: {printed: 581家, quantity: q}\n"
    found = audited(text + "  c: {printed: 逾500家, quantity: q}\n")
    (disagreement,) = found.disagreements
    assert (disagreement.quantity, disagreement.claims) == ("q", ("a", "b"))
    assert [one.against for one in found.checked] == [("b",), ("a",), ("a", "b")]


def test_other_scopes_are_other_things() -> None:
    text = "  a: {printed: 130家, quantity: q, scope: with}\n  b: {printed: 124家, quantity: q}\n"
    found = audited(text)
    assert {one.verdict for one in found.checked} == {"unchecked"}
    assert found.disagreements == ()
    assert found.repairs == ()


def test_a_claim_alone_is_unchecked_and_what_is_missing_is_told() -> None:
    found = check("  a: {printed: 47.1%}\n", "a")
    assert found.verdict == "unchecked"
    assert str(found.missing).startswith("There is nothing to hold it against")


MONEY = """
  yuan: {printed: 15兆元人民幣}
  dollars: {printed: 2.1兆美元}
  rate: {formula: yuan / dollars}
"""


@pytest.mark.parametrize(
    "claim",
    [
        "{printed: 17兆元人民幣, formula: yuan + dollars}",
        "{printed: 17兆元人民幣, formula: dollars * 8}",
        "{formula: yuan < dollars}",
        "{printed: 17兆元人民幣, formula: 'max(yuan, dollars)'}",
    ],
)
def test_two_currencies_need_a_rate(claim: str) -> None:
    found = check(f"{MONEY}  claim: {claim}\n", "claim")
    assert found.verdict == "unchecked"
    assert str(found.missing) == "There is no exchange rate between CNY and USD."


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("{printed: '7.1', formula: rate}", "holds"),
        ("{printed: 30兆元人民幣, formula: yuan + dollars * rate}", "holds"),
        ("{printed: 14%, formula: dollars / (yuan / 7.1) / 7.1}", "holds"),
        ("{formula: yuan > 2 * yuan / 3}", "holds"),
    ],
)
def test_a_rate_between_them_resolves_it(claim: str, verdict: Verdict) -> None:
    assert check(f"{MONEY}  claim: {claim}\n", "claim").verdict == verdict


def test_figures_in_two_currencies_are_not_compared() -> None:
    text = "  a: {printed: 15兆元人民幣, quantity: q}\n  b: {printed: 2.1兆美元, quantity: q}\n"
    found = audited(text)
    assert [str(one.missing) for one in found.checked] == [
        "There is no exchange rate between CNY and USD."
    ] * 2
    assert found.disagreements == ()


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        ("a < b", "holds"),
        ("b < a", "contradicted"),
        ("a == b - 1", "holds"),
        ("c < d", "possible"),
        ("c <= d", "holds"),
        ("over < a", "contradicted"),
        ("a < over", "holds"),
        ("b < over < 90", "possible"),
    ],
)
def test_comparisons_are_claims(formula: str, verdict: Verdict) -> None:
    text = f"""
  a: {{printed: 7個}}
  b: {{printed: 8個}}
  c: {{printed: 1.5億元}}
  d: {{printed: 1.5億元}}
  over: {{printed: 逾8個}}
  claim: {{formula: {formula}}}
"""
    found = check(text, "claim")
    assert (found.verdict, found.said) == (verdict, None)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("a / (a - a)", "divides by 0"),
        ("root(0 - a, 2)", "root of a negative number"),
        ("unknown + 1", "“unknown”, which the formula uses, has no value."),
        ("also + 1", "“unknown”, which the formula uses, has no value."),
        ("away + 1", "“away”, which the formula uses, has no value."),
    ],
)
def test_what_cannot_be_computed_is_unchecked(formula: str, said: str) -> None:
    text = f"""
  a: {{printed: 7個}}
  unknown: {{query: SELECT NULL}}
  also: {{formula: unknown * 2}}
  away: {{printed: 7個, status: rejected}}
  claim: {{printed: 5個, formula: "{formula}"}}
"""
    found = check(text, "claim")
    assert found.verdict == "unchecked"
    assert said in str(found.missing)


def test_a_query_without_a_value_is_unchecked() -> None:
    found = check("  a: {printed: 7個, query: SELECT NULL}\n", "a")
    assert (found.verdict, str(found.missing)) == ("unchecked", "The query gives no value.")


def test_a_figure_that_is_only_computed_is_no_claim() -> None:
    found = check("  days: {formula: 31 + 28}\n", "days")
    assert (found.verdict, found.said) == ("unchecked", None)
    assert found.nominal == 59
    assert "Nothing was printed" in str(found.missing)


def test_rejected_claims_are_left_out_and_proposed_ones_are_not() -> None:
    text = "  a: {printed: 7個, status: rejected}\n  b: {printed: 8個, status: proposed}\n"
    assert [one.name for one in audited(text).checked] == ["b"]


def test_only_what_a_person_stands_behind_counts_as_contradicted() -> None:
    wrong = "  a: {printed: 7個, formula: 2 * 4, status: STATUS}\n"
    assert not audited(wrong.replace("STATUS", "proposed")).contradicted
    assert audited(wrong.replace("STATUS", "confirmed")).contradicted


def test_a_name_that_two_formulas_share_is_one_value() -> None:
    text = """
  part: {printed: 40萬}
  rest: {printed: 60萬}
  whole: {formula: part + rest}
  share: {printed: 44%, formula: part / whole}
"""
    found = check(text, "share").found
    assert found is not None
    # With part and whole apart the share could be from 39.1% to 40.9%.
    assert (found.low, found.high) == (
        Fraction("39.5") / Fraction("100"),
        Fraction("40.5") / Fraction("100"),
    )


def test_a_tolerance_says_how_far_about_reaches() -> None:
    text = "  a: {printed: about 100 km, formula: 108 / 1 TOLERANCE}\n"
    assert check(text.replace(" TOLERANCE", ""), "a").verdict == "contradicted"
    assert check(text.replace(" TOLERANCE", ", tolerance: 0.1"), "a").verdict == "holds"


def test_words_are_placed_in_the_text_of_their_source(tmp_path: Path) -> None:
    found = audit(written(tmp_path))
    places = {one.name: one.span for one in found.checked}
    assert places == {"china": (0, 8), "list": None, "share": (9, 15), "less": None}
    assert found.texts is not None
    assert [one.verdict for one in found.checked] == ["holds", "unchecked", "holds", "holds"]
    assert found.findings == ()


def test_words_without_their_figure_are_told(tmp_path: Path) -> None:
    text = TRIAL.replace("words: 佔15.6%", "words: 中國有78個品牌")
    (finding,) = audit(written(tmp_path, text)).findings
    assert finding.code == "figure-not-in-words"


def test_names_that_the_text_does_not_give_are_told(tmp_path: Path) -> None:
    text = TRIAL + "  cities: {source: news, printed: 3個, names: [北京, 上海, 東京]}\n"
    (finding,) = audit(written(tmp_path, text)).findings
    assert finding.code == "name-not-in-text"
    assert "東京" in str(finding.message)


def test_tables_and_texts_may_be_given_in_place_of_files() -> None:
    claims = parse(TRIAL)
    frame = pl.DataFrame({"brand": [f"brand {at}" for at in range(77)]})
    found = audit(claims, tables={"brands": frame}, texts={"news": "中國有78個品牌，佔15.6%"})
    assert found.checked[0].verdict == "contradicted"
    assert found.checked[0].off == 1


def test_what_is_given_takes_the_place_of_what_lies_beside_a_file(tmp_path: Path) -> None:
    file = written(tmp_path)
    (tmp_path / "news.txt").unlink()
    (tmp_path / "brands.csv").unlink()
    frame = pl.DataFrame({"brand": [f"brand {at}" for at in range(78)]})
    found = audit(file, tables={"brands": frame}, texts={"news": "中國有78個品牌，佔15.6%"})
    assert found.checked[0].verdict == "holds"


def test_the_same_claims_give_the_same_audit(tmp_path: Path) -> None:
    file = written(tmp_path)
    assert repr(audit(file)) == repr(audit(file))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_claims_does_not_change_verdicts(order: Sequence[int]) -> None:
    lines = [
        "  a: {printed: 60個}\n",
        "  b: {printed: 78個}\n",
        "  c: {printed: 77%, formula: a / b}\n",
    ]
    assert check("".join(lines[at] for at in order), "c").verdict == "holds"


@given(
    st.lists(st.integers(1, 999), min_size=2, max_size=4),
    st.integers(0, 2),
    st.sampled_from(["sum", "mean", "max"]),
)
def test_figures_rounded_from_true_ones_are_never_contradicted(
    figures: list[int], places: int, function: str
) -> None:
    """What is printed of true figures, and of what follows from them, is at least possible."""
    true = [Fraction(figure, 7) for figure in figures]
    names = [f"x{at}" for at in range(len(true))]
    outcome = {"sum": sum(true), "mean": sum(true) / len(true), "max": max(true)}[function]
    claims = {
        name: Claim(printed=f"{float(round(value, places)):.{places}f} km", exact=False)
        for name, value in zip(names, true, strict=True)
    }
    claims["outcome"] = Claim(
        printed=f"{float(round(Fraction(outcome), places)):.{places}f} km",
        formula=f"{function}({', '.join(names)})",
        exact=False,
    )
    found = audit(Claims(title="T", claims=claims))
    assert found.checked[-1].verdict in ("holds", "truncated", "possible")
    assert found.repairs == ()


def test_the_brands_of_china_by_city(shared: Path) -> None:
    """What facts/news-figures.md says of the list, held against the list itself."""
    claims = """
title: Brands
tables: {list: {file: world500_2026_china.csv}}
claims:
  china: {printed: 78個, query: SELECT count(*) FROM list}
  cities: {printed: 20個, query: SELECT count(DISTINCT city) FROM list}
  beijing: {printed: 38個, query: "SELECT count(*) FROM list WHERE city = '北京'"}
  five:
    printed: 60個
    query: SELECT count(*) FROM list WHERE city IN ('北京', '上海', '深圳', '廣州', '杭州')
  share: {printed: 77%, formula: five / china}
  alone:
    printed: 15個
    query: SELECT count(*) FROM (SELECT city FROM list GROUP BY city HAVING count(*) = 1)
  shenzhen:
    printed: 第2
    query: |
      SELECT place FROM (
        SELECT city, rank() OVER (ORDER BY count(*) DESC) AS place FROM list GROUP BY city
      ) WHERE city = '深圳'
"""
    found = [
        one for one in audit(parse(claims), folder=shared / "brands").checked if one.claim.query
    ]
    assert {one.name: one.nominal for one in found} == {
        "china": Fraction(78),
        "cities": Fraction(22),
        "beijing": Fraction(38),
        "five": Fraction(60),
        "alone": Fraction(16),
        "shenzhen": Fraction(3),
    }
    contradicted = [one.name for one in found if one.verdict == "contradicted"]
    assert contradicted == ["cities", "alone", "shenzhen"]
