"""Every method of the grammar has words, in sentences that fit its settings."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

import steelyard
from steelyard.i18n import Message, speaking
from steelyard.publish.method.told import Told
from steelyard.publish.method.words.aggregating import aggregated, coverage
from steelyard.publish.method.words.assumptions import varied
from steelyard.publish.method.words.figures import derived
from steelyard.publish.method.words.findings import KINDS, kind
from steelyard.publish.method.words.imputing import imputed
from steelyard.publish.method.words.measures import measured
from steelyard.publish.method.words.normalising import normalised
from steelyard.publish.method.words.ranking import graded, ranked
from steelyard.publish.method.words.rules import ruled, vetoed
from steelyard.publish.method.words.screening import screened
from steelyard.publish.method.words.treating import treated, treatment
from steelyard.publish.method.words.weighing import weighed
from steelyard.reports.words import Vocabulary, titled
from steelyard.scheme import assumptions as grammar
from steelyard.scheme import derived as figures
from steelyard.scheme import measures
from steelyard.scheme.aggregate import Arithmetic
from steelyard.scheme.measures import Measure
from steelyard.scheme.normalise import Bands, Goalposts, MinMax, Normalisation
from steelyard.scheme.rank import Rank, Ties
from steelyard.scheme.rules import RowRule
from steelyard.scheme.scheme import Scheme, Veto
from steelyard.scheme.screen import Screen
from steelyard.scheme.treat import Treat
from tests.publish.method.methods import (
    AGGREGATIONS,
    ASSUMPTIONS,
    IMPUTATIONS,
    NORMALISATIONS,
    TREATMENTS,
    WEIGHS,
    kinds,
)

SOURCE = Path(steelyard.__file__).parent


@pytest.fixture(autouse=True)
def _english() -> Any:
    with speaking("en"):
        yield


def named(spec: Any) -> str:
    return (
        f"{type(spec).__name__}-{spec.model_dump_json(exclude_defaults=True, by_alias=True)[:60]}"
    )


def complete(told: Told) -> None:
    """Check that all is said: sentences without gaps, a formula in both forms."""
    plain = told.plain()
    texts = [plain["words"], *plain["notes"]]
    texts += [text for step in plain["steps"] for text in step.values()]
    assert all(text.strip() for text in texts)
    assert not [text for text in texts if re.search(r"[{}]|None|Message|<", text)]
    if plain["formula"] is not None:
        assert plain["formula"]["text"]
        assert plain["formula"]["mathml"].startswith("<math ")


@pytest.mark.parametrize("up", [True, False])
@pytest.mark.parametrize("spec", NORMALISATIONS, ids=named)
def test_every_normalisation_is_told(spec: Any, up: bool) -> None:
    complete(normalised(spec, "%", up=up))


@pytest.mark.parametrize("spec", AGGREGATIONS, ids=named)
def test_every_aggregation_is_told(spec: Any) -> None:
    complete(aggregated(spec))
    assert str(coverage(spec))


@pytest.mark.parametrize("spec", IMPUTATIONS, ids=named)
def test_every_imputation_is_told(spec: Any) -> None:
    complete(imputed(spec))


@pytest.mark.parametrize("spec", TREATMENTS, ids=named)
def test_every_treatment_is_told(spec: Any) -> None:
    complete(treatment(spec))


@pytest.mark.parametrize("spec", WEIGHS, ids=named)
def test_every_way_to_weights_is_told(spec: Any) -> None:
    complete(weighed(spec))


@pytest.mark.parametrize("spec", ASSUMPTIONS, ids=named)
def test_every_assumption_is_told(spec: Any) -> None:
    complete(varied(spec, titled))


def test_no_method_is_without_an_example() -> None:
    assert {type(one) for one in ASSUMPTIONS} == kinds(grammar.AssumptionSpec)
    weights = {type(one.weights) for one in ASSUMPTIONS if hasattr(one, "weights")}
    assert weights == kinds(grammar.Weights.model_fields["weights"].annotation)
    errors = {
        name
        for one in ASSUMPTIONS
        if hasattr(one, "data")
        for name in one.data["a"].model_fields_set
    }
    assert errors == set(grammar.Error.model_fields)
    every = {one for one in vars(steelyard.scheme.normalise).values() if isinstance(one, type)}
    methods = {
        one for one in every if issubclass(one, Normalisation) and "method" in one.model_fields
    }
    assert {type(one) for one in NORMALISATIONS} == methods


def test_what_less_is_better_changes_is_told() -> None:
    up, down = (normalised(MinMax(), up=up) for up in (True, False))
    assert up.plain()["formula"]["text"] == "s = 100·(x − min) / (max − min)"
    assert down.plain()["formula"]["text"] == "s = 100·(max − x) / (max − min)"
    posts = Goalposts(lower=0, upper=994)
    assert str(normalised(posts, up=False).words).startswith("994 scores 0, 0 scores 1")


def test_bands_are_told_with_their_units() -> None:
    spec = Bands.model_validate(
        {"bands": [{"at_least": 50, "gives": 2}, {"below": -1.5, "gives": 0}], "otherwise": 3}
    )
    steps = [(str(when), str(gives)) for when, gives in normalised(spec, "%").steps]
    assert steps == [("at least 50%", "2"), ("less than −1.5%", "0"), ("otherwise", "3")]


@pytest.mark.parametrize(
    ("share", "said"), [(0, "One known part"), (0.6, "at least 60%"), (1, "Every part is needed")]
)
def test_what_becomes_of_missing_parts_is_told(share: float, said: str) -> None:
    assert said in str(coverage(Arithmetic(coverage=share)))


@pytest.mark.parametrize("when", ["flagged", "always"])
@pytest.mark.parametrize("combine", [True, False])
def test_a_chain_of_treatments_is_told(when: Any, combine: bool) -> None:
    complete(treated(Treat(when=when, combine=combine)))
    assert "not treated" in str(treated(Treat(methods=(), when=when)).words)


def test_every_rule_of_screening_is_told() -> None:
    rules = {
        "units": {"available": 0.6, "nonzero": 0.5, "keep": ["a"], "drop": ["b"]},
        "indicators": {"available": 0.4, "most_common": 0.9},
    }
    told = screened(Screen.model_validate(rules))
    complete(told)
    assert len(told.notes) == 6
    assert screened(Screen()).notes == ()


SCHEME = """
scheme: words
title: Words
units: {table: firms, key: firm, period: year, groups: [land, trade]}
inputs:
  firms:
    key: [firm, year]
    columns:
      firm: {type: text}
      year: {type: integer}
      land: {type: text}
      trade: {type: text}
      sales: {title: Sales, unit: EUR}
      costs: {title: Costs}
  deals:
    key: [deal]
    columns:
      deal: {type: text}
      firm: {type: text, references: firms.firm}
      year: {type: integer, references: firms.year}
      amount: {title: Amount}
      weight: {}
      kind: {type: text, title: Kind, choices: {new: {en: New}, old: {en: Old}}}
  lists:
    columns:
      land: {type: text}
      from: {type: date}
    versions: {of: [land], from: from}
derived:
  f_ratio: {ratio: {of: sales, to: costs, times: 100}}
  f_growth: {growth: {of: sales, since: costs}}
  f_difference: {difference: {of: sales, less: costs}}
  f_total: {total: [sales, costs]}
  f_previous: {previous: {of: sales}}
  f_condition: {condition: {sales: {above: 3}}}
  f_count: {count: {of: deals}}
  f_sum: {sum: {of: deals.amount, where: {kind: new}}}
  f_mean: {mean: {of: deals.amount, weighted_by: weight}}
  f_median: {median: {of: deals.amount}}
  f_minimum: {minimum: {of: deals.amount}}
  f_maximum: {maximum: {of: deals.amount}}
  f_share: {share: {of: deals.amount, where: {kind: [new, old]}, times: 100}}
  f_product: {product: {of: [sales, costs], times: 0.01}}
  f_weighted_mean: {weighted_mean: {sales: 3, costs: 1}}
  f_curve: {curve: {of: sales, points: [[0, 20], [50, 7.5]]}}
  f_regret: {regret: {of: sales, within: [year]}}
  f_present_value: {present_value: {of: deals.amount, year: weight, since: year, rate: sales}}
  f_exchange: {exchange: {from: land, to: EUR, day: year}}
  f_lookup: {lookup: {of: lists.land, match: {land: land}, day: founded}, type: text}
  f_listed: {listed: {in: lists, match: {land: land}, day: founded}}
  f_sql: {sql: "sales * 2"}
  f_query: {sql: "SELECT firm, year, sales AS value FROM firms"}
  founded: {sql: "make_date(year, 1, 1)", type: date}
steps: [derive]
rank: {by: sales}
"""


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return Vocabulary(Scheme.parse(SCHEME))


@pytest.mark.parametrize("one", figures._KINDS)
def test_every_kind_of_figure_is_told(words: Vocabulary, one: str) -> None:
    assert words.scheme.derived[f"f_{one}"].kind == one
    complete(derived(words, f"f_{one}"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("f_ratio", "100 × Sales ÷ Costs"),
        ("f_growth", "100 × (Sales ÷ Costs − 1)"),
        ("f_difference", "Sales − Costs"),
        ("f_total", "Sales + Costs"),
        ("f_product", "0.01 × Sales × Costs"),
        ("f_weighted_mean", "weighted mean of Sales (75%), Costs (25%)"),
        ("f_curve", "Sales, by the points below, in proportion between them"),
        ("f_regret", "greatest Sales with the same year − Sales"),
        ("f_present_value", "present value of Amount in “deals” after year at Sales"),
        ("f_sum", "sum of Amount in “deals” with Kind: New"),
        (
            "f_share",
            "100 × sum of Amount in “deals” with Kind: New or Old ÷ sum of Amount in “deals”",
        ),
        (
            "f_exchange",
            "what one unit of the currency in “land” was worth in EUR on the day in “year”",
        ),
        ("f_sql", "Computed in SQL for each row of “firms”:"),
        ("f_query", "Queried in SQL, a value for each row of “firms”:"),
    ],
)
def test_a_figure_is_told_with_its_factor(words: Vocabulary, name: str, said: str) -> None:
    assert str(derived(words, name).words) == said


def test_a_present_value_is_told_with_its_formula(words: Vocabulary) -> None:
    told = derived(words, "f_present_value")
    assert told.formula is not None
    assert told.formula.text == "Σ (F(t) / (1 + r)^t)"
    notes = " ".join(map(str, told.notes))
    assert "F(t) is Amount t years after year, r is Sales" in notes


def test_a_curve_is_told_with_its_points(words: Vocabulary) -> None:
    steps = [(str(one), str(worth)) for one, worth in derived(words, "f_curve").steps]
    assert steps == [("0", "20"), ("50", "7.5")]


def test_a_lookup_tells_what_it_matches_and_when(words: Vocabulary) -> None:
    notes = " ".join(map(str, derived(words, "f_lookup").notes))
    assert "Rows match where land = land." in notes
    assert "In the version that was in force on: founded." in notes


MEASURES: dict[str, list[Any]] = {
    "count": [{}, {"of": "a"}],
    "share": [{}, {"of": "a"}, {"of": "a", "within": ["b"], "times": 1}],
    "growth": [{"of": "a", "since": "b"}, {"of": "a", "since": "b", "times": 1000}],
    "concentration": [{"of": "a", "top": 3}],
    "herfindahl": [{"of": "a"}],
}


@pytest.mark.parametrize("one", measures._KINDS)
def test_every_measure_is_told(one: str) -> None:
    for declared in MEASURES.get(one, ["a"]):
        complete(Told(measured(Measure.model_validate({one: declared}), titled)))


@pytest.mark.parametrize("ties", get_args(Ties))
@pytest.mark.parametrize("order", ["descending", "ascending"])
def test_every_rule_of_ties_is_told(words: Vocabulary, ties: Any, order: Any) -> None:
    rule = Rank(by="sales", ties=ties, order=order, within=("land",), also=("trade",))
    told = ranked(Vocabulary(words.scheme.model_copy(update={"rank": rule})))
    complete(told)
    said = " ".join(map(str, told.notes))
    assert "Each period is ranked by itself." in said
    assert "list for each of: land." in said
    assert "rank within: trade." in said


def test_a_given_rank_and_no_tolerance_are_told(words: Vocabulary) -> None:
    given, exact = Rank(given="sales"), Rank(tolerance=0)
    scheme = words.scheme
    told = ranked(Vocabulary(scheme.model_copy(update={"rank": given})))
    assert str(told.words) == "The ranks are given: they are those of “Sales”."
    told = ranked(Vocabulary(scheme.model_copy(update={"rank": exact})))
    assert str(told.notes[-1]) == "Only equal figures tie."


def test_grades_are_told() -> None:
    scheme = Scheme.parse(SCHEME + "grades: [{at_least: 80, grade: A}, {at_least: null, grade: B}]")
    told = [(str(when), str(grade)) for when, grade in graded(scheme.grades)]
    assert told == [("at least 80", "A"), ("everything below", "B")]


@pytest.mark.parametrize("severity", get_args(RowRule.model_fields["severity"].annotation))
@pytest.mark.parametrize("then", get_args(RowRule.model_fields["then"].annotation))
def test_every_rule_of_rows_is_told(words: Vocabulary, severity: str, then: str) -> None:
    rule = RowRule.model_validate(
        {"title": "R", "when": {"sales": {"below": 0}}, "severity": severity, "then": then}
    )
    told = ruled(words, rule)
    complete(told)
    assert str(told.words) == "Sales less than 0 EUR"


@pytest.mark.parametrize("effect", get_args(Veto.model_fields["effect"].annotation))
def test_every_veto_is_told(words: Vocabulary, effect: str) -> None:
    veto = Veto.model_validate({"when": {"sales": 0}, "effect": effect, "score": 5})
    complete(vetoed(words, veto))


EMITTERS = ("_remark", "_of_rows", "_finding")
NOT_IN_EDITIONS = {"claims", "names", "publish", "record", "reports", "cli", "drafts"}


def codes() -> set[str]:
    """Return every code of a finding that stands in the source of what makes editions."""
    found: set[str] = set()
    for path in sorted(SOURCE.rglob("*.py")):
        if path.relative_to(SOURCE).parts[0] not in NOT_IN_EDITIONS:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                found |= {text for text in _texts(node) if re.fullmatch(r"[a-z]+(-[a-z]+)*", text)}
    return found - {"breach", "warning", "note"}


def _texts(node: ast.AST) -> Iterator[str]:
    """Yield the texts that may be a code: of a finding, or handed to what makes one."""
    parts: list[ast.AST] = []
    match node:
        case ast.Call(func=ast.Name(id="Finding"), args=[code, *_]):
            parts = list(ast.walk(code))
        case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)) if called in EMITTERS:
            parts = list(node.args)
        case ast.Return(value=ast.Tuple(elts=[ast.Constant(value=str(code)), _])) if "-" in code:
            yield code
    for part in parts:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def test_every_kind_of_finding_has_words() -> None:
    emitted = codes()
    assert len(emitted) > 60
    assert emitted - set(KINDS) == set()


def test_a_kind_of_finding_without_words_keeps_its_code() -> None:
    assert str(kind("brand-new")) == "brand-new"
    assert isinstance(kind("imputed"), Message)
