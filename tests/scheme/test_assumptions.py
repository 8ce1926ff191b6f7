"""The grammar of assumptions: what may be said, and where it is told what may not."""

from __future__ import annotations

from typing import Any

import pytest

from steelyard import Scheme
from steelyard.scheme.assumptions import (
    DEFAULT_ASSUMPTIONS,
    KINDS,
    Dirichlet,
    Simplex,
    Spread,
    Weights,
    WeightSets,
    shares,
)
from tests.scheme.trial import TRIAL, mistaken, place, problems

POINTS = (
    TRIAL.replace("  - normalise\n", "  - normalise: identity\n")
    .replace(
        TRIAL[TRIAL.index("    left:") : TRIAL.index("    ratio_ab: {}")],
        "    left: {points: 4, parts: {a: {points: 1}, b: {points: 3}}}\n",
    )
    .replace("    ratio_ab: {}", "    ratio_ab: {points: 2}")
)
TREELESS = TRIAL[: TRIAL.index("tree:")] + "rank: {by: size}\nshow: [size]\n"
STEPLESS = TRIAL.replace("  - impute: {method: mean}\n", "").replace("  - normalise\n", "")
FIXED = TRIAL.replace("a: {weight: 1}", "a: {weight: 1, fixed: true}")
OWN = TRIAL.replace("      weight: 2\n", "      weight: 2\n      aggregate: geometric\n").replace(
    "tree:\n", "tree:\n  aggregate: median\n"
)


def assuming(*entries: str, text: str = TRIAL) -> str:
    """Return the trial scheme with assumptions x, y, … written in flow style."""
    named = ", ".join(f"{name}: {one}" for name, one in zip("xyz", entries, strict=False))
    assert text.count("show:") == 1
    return text.replace("show:", f"assumptions: {{{named}}}\nshow:")


SAID = [
    "{weights: uniform}",
    "{weights: {method: uniform, spread: 1}}",
    "{weights: dirichlet, of: [left]}",
    "{weights: {method: dirichlet, concentration: 0.5}}",
    "{weights: simplex, title: Weights, about: {en: Why, zh-Hant: 理由}}",
    "{weights: {method: sets, sets: [{weights: {a: 1, b: 0}}, {title: Two, weights: {left: 1}}]}}",
    "{weights: {method: sets, sets: [{weights: {a: 1}, probability: 1}]}}",
    "{normalise: [min_max, {method: z_score, mean: 10, deviation: 2}]}",
    "{normalise: [{use: rank, probability: 0.3}, {use: {method: z_score}, probability: 0.7}]}",
    "{normalise: [rank], of: [a]}",
    "{aggregate: [arithmetic, geometric, {method: power, exponent: 0.5}]}",
    "{aggregate: [{use: {method: ordered_weighted, weights: [2, 1]}}], of: [left]}",
    "{impute: [mean, median, none, {method: mean, by: [region]}]}",
    "{impute: [{use: {method: nearest, neighbours: 3}, probability: 1}], of: [b]}",
    "{imputed: donors}",
    "{imputed: normal}",
    "{leave_out: {}}",
    "{leave_out: {nodes: criteria, probability: 0.1}}",
    "{leave_out: {nodes: [a, left]}}",
    "{data: {a: {standard_error: 0.5}, b: {standard_error: size}}}",
    "{data: {a: {relative: 0.1}, b: {half_width: 2}, size: {rounding: 0.1}}}",
    "{data: {a: {between: [b, size]}}}",
]  # fmt: skip
TREATED = TRIAL.replace("  - normalise\n", "  - treat\n  - normalise\n")
BANDS = "{method: bands, bands: [{above: 1, gives: 1}], otherwise: 0}"
SAID_ELSEWHERE = [
    (TREATED, "{treat: [none, winsorise, {methods: [{method: winsorise, points: 2}, log_ct]}]}"),
    (POINTS, "{rule: {node: left, setting: points, between: [3, 5]}}"),
    (POINTS, "{rule: {node: a, setting: points, between: [0.5, 1.5]}}"),
    (
        POINTS.replace(
            "a: {points: 1}",
            f"a: {{points: 1, normalise: {BANDS}}}",
        ),
        "{rule: {node: a, setting: bands.0.above, between: [0.5, 1.5]}}",
    ),
]
EVERYTHING = [(TRIAL, one) for one in SAID] + SAID_ELSEWHERE


@pytest.mark.parametrize(("text", "entry"), EVERYTHING, ids=[one for _text, one in EVERYTHING])
def test_an_assumption_is_read(text: str, entry: str) -> None:
    found = Scheme.parse(assuming(entry, text=text))
    assert list(found.assumptions or {}) == ["x"]


@pytest.mark.parametrize(("text", "entry"), EVERYTHING, ids=[one for _text, one in EVERYTHING])
def test_an_assumption_comes_back_from_yaml(text: str, entry: str) -> None:
    found = Scheme.parse(assuming(entry, text=text))
    assert Scheme.parse(found.to_yaml()) == found


@pytest.mark.parametrize(("text", "entry"), EVERYTHING, ids=[one for _text, one in EVERYTHING])
def test_an_assumption_comes_back_from_a_mapping(text: str, entry: str) -> None:
    found = Scheme.parse(assuming(entry, text=text))
    assert Scheme.model_validate(found.model_dump(mode="json", by_alias=True)) == found


def test_every_kind_is_among_what_is_read() -> None:
    read = [Scheme.parse(assuming(entry, text=text)) for text, entry in EVERYTHING]
    kinds = {kind for one in read for kind in KINDS if hasattr((one.assumptions or {})["x"], kind)}
    assert kinds == set(KINDS)


def test_a_scheme_that_says_nothing_says_nothing() -> None:
    found = Scheme.parse(TRIAL)
    assert found.assumptions is None
    assert "assumptions" not in found.to_yaml()


def test_a_scheme_that_says_that_nothing_varies_keeps_saying_so() -> None:
    found = Scheme.parse(TRIAL.replace("show:", "assumptions: {}\nshow:"))
    assert found.assumptions == {}
    assert Scheme.parse(found.to_yaml()).assumptions == {}


def test_weights_vary_by_a_quarter_by_default() -> None:
    (one,) = DEFAULT_ASSUMPTIONS.values()
    assert one == Weights(weights=Spread(spread=0.25))


@pytest.mark.parametrize(
    ("bare", "method"),
    [("uniform", Spread()), ("dirichlet", Dirichlet()), ("simplex", Simplex())],
)
def test_a_bare_name_has_the_default_settings(bare: str, method: Any) -> None:
    assert Weights.model_validate({"weights": bare}).weights == method


def test_sets_keep_their_order() -> None:
    how = {"method": "sets", "sets": [{"weights": {"a": at}} for at in (3, 1, 2)]}
    found = Weights.model_validate({"weights": how}).weights
    assert isinstance(found, WeightSets)
    assert [one.weights["a"] for one in found.sets] == [3, 1, 2]


def test_alternatives_without_probabilities_are_equally_likely() -> None:
    assert shares((None,) * 4) == (0.25,) * 4


def test_probabilities_stand_as_given() -> None:
    assert shares((0.1, 0.9)) == (0.1, 0.9)


HALVES = "[{use: rank, probability: 0.5}, {use: z_score, probability: 0.4}]"
ONE_OF_TWO = "[{use: rank, probability: 1}, z_score]"
SET = "{method: sets, sets: ["
REFUSED_VALUES = [
    ("{weights: {method: uniform, spread: ‸1.5}}", "at most 1"),
    ("{weights: {method: uniform, spread: ‸0}}", "greater than 0"),
    ("{weights: {method: uniform, spread: ‸.nan}}", "finite"),
    ("{weights: {method: dirichlet, concentration: ‸0}}", "greater than 0"),
    ("{weights: ‸normal}", "normal"),
    ("{weights: uniform, of: ‸[]}", "at least 1"),
    ("{weights: ‸{method: sets, sets: []}}", "at least one alternative"),
    ("{weights: {method: sets, sets: [{weights: ‸{}}]}}", "at least 1"),
    ("{weights: {method: sets, sets: [{weights: {a: ‸-1}}]}}", "at least 0"),
    ("{weights: {method: sets, sets: [{weights: {a: 1}, probability: ‸0}]}}", "greater than 0"),
    (f"{{weights: ‸{SET}{{weights: {{a: 1}}, probability: 0.7}}]}}}}", "add up to 0.7, not to 1"),
    (
        f"{{weights: ‸{SET}{{weights: {{a: 1}}, probability: 1}}, {{weights: {{b: 1}}}}]}}}}",
        "Either all alternatives have a probability or none",
    ),
    ("{normalise: ‸[]}", "at least one alternative"),
    ("{aggregate: ‸[]}", "at least one alternative"),
    ("{impute: ‸[]}", "at least one alternative"),
    (f"{{normalise: ‸{HALVES}}}", "add up to 0.9, not to 1"),
    (f"{{normalise: ‸{ONE_OF_TWO}}}", "Either all alternatives have a probability or none"),
    ("{normalise: [{use: rank, probability: ‸1.2}]}", "at most 1"),
    ("{normalise: [‸zscore]}", "zscore"),
    ("{aggregate: [arithmetic, ‸geometri]}", "geometri"),
    ("{imputed: ‸guess}", "guess"),
    ("{leave_out: {probability: ‸1}}", "less than 1"),
    ("{leave_out: {probability: ‸0}}", "greater than 0"),
    ("{data: ‸{}}", "at least 1"),
    ("{data: {a: ‸{}}}", "not 0"),
    ("{data: {a: ‸{relative: 0.1, rounding: 1}}}", "not 2"),
    ("{data: {a: {relative: ‸0}}}", "greater than 0"),
    ("{data: {a: {rounding: ‸-1}}}", "greater than 0"),
    ("{data: {a: {half_width: ‸0}}}", "greater than 0"),
    ("{rule: {node: a, setting: upper, between: ‸[2, 1]}}", "smaller than the second, not 2"),
    ("{rule: {node: a, setting: upper, between: ‸[1, 1]}}", "smaller than the second, not 1"),
    ("{rule: {node: a, setting: ‸Upper, between: [1, 2]}}", "Upper"),
    ("‸{title: Nothing}", "one of weights, normalise, aggregate"),
    ("{weights: uniform, ‸spread: 0.1}", "expected one of: about, of, title, weights"),
    ("{leave_out: {‸node: [a]}}", "node"),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "words"), REFUSED_VALUES)
def test_a_value_that_cannot_be_is_told_with_its_place(entry: str, words: str) -> None:
    text, where = mistaken("show:", f"assumptions: {{x: {entry}}}\nshow:")
    (found,) = problems(text)
    assert place(found) == where
    assert words in str(found.message)


UNKNOWN = [
    ("{weights: uniform, of: [‸lfet]}", "criterion “lfet”", "left"),
    ("{weights: uniform, of: [left, ‸a]}", "criterion “a”", None),
    (f"{{weights: {SET}{{weights: {{‸bb: 1}}}}]}}}}", "criterion or indicator “bb”", "b"),
    ("{aggregate: [geometric], of: [‸lefft]}", "criterion “lefft”", "left"),
    ("{normalise: [rank], of: [‸ratio_ba]}", "indicator “ratio_ba”", "ratio_ab"),
    ("{normalise: [rank], of: [‸left]}", "indicator “left”", None),
    ("{impute: [mean], of: [a, ‸aa]}", "indicator “aa”", "a"),
    ("{impute: [mean, ‸{method: mean, by: [regoin]}]}", "group column “regoin”", "region"),
    ("{leave_out: {nodes: [a, ‸lefft]}}", "criterion or indicator “lefft”", "left"),
    ("{data: {‸siez: {relative: 0.1}}}", "number “siez”", "size"),
    ("{data: {‸region: {relative: 0.1}}}", "number “region”", None),
    ("{data: {a: ‸{standard_error: siez}}}", "number “siez”", "size"),
    ("{data: {a: ‸{between: [b, siez]}}}", "number “siez”", "size"),
    ("{rule: {node: ‸lefft, setting: points, between: [1, 2]}}", "“lefft”", "left"),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "words", "near"), UNKNOWN)
def test_an_unknown_name_is_told_with_its_place_and_the_nearest(
    entry: str, words: str, near: str | None
) -> None:
    text, where = mistaken("show:", f"assumptions: {{x: {entry}}}\nshow:")
    (found,) = problems(text)
    assert words in str(found.message)
    assert place(found) == where
    if near is not None:
        assert found.nearest == near


CONTRADICTIONS = [
    (FIXED, "{weights: uniform, of: [‸left]}", "fewer than two parts whose weights are not fixed"),
    (FIXED, f"{{weights: {SET}{{weights: {{‸a: 1}}}}]}}}}", "“a” is fixed or not among those"),
    (
        TRIAL,
        f"{{weights: {SET}{{weights: {{left: 1, ‸a: 1}}}}]}}, of: [index]}}",
        "“a” is fixed or not among those",
    ),
    (TRIAL, f"{{weights: {SET}{{‸weights: {{a: 0, b: 0}}}}]}}}}", "“left” are all 0"),
    (OWN, "{‸aggregate: [geometric]}", "No criterion follows the scheme's aggregation"),
    (
        TRIAL,
        "{aggregate: [median, ‸{method: ordered_weighted, weights: [3, 2, 1]}]}",
        "each of the 2 parts, has 3",
    ),
    (
        TRIAL.replace("        b: {weight: 3}\n", ""),
        "{aggregate: [‸outranking], of: [left]}",
        "at least two parts",
    ),
    (STEPLESS, "{‸normalise: [rank]}", "no “normalise”"),
    (STEPLESS, "{‸impute: [mean]}", "no “impute”"),
    (TRIAL, "{‸treat: [none]}", "no “treat”"),
    (STEPLESS, "{‸imputed: donors}", "no “impute”"),
    (TRIAL, "{impute: [mean, ‸last]}", "“last” needs periods"),
    (TRIAL, "{leave_out: {nodes: [a, ‸index]}}", "Without the root there is nothing to rank"),
    (TRIAL, "{rule: {node: ‸left, setting: points, between: [1, 2]}}", "“left” has no points"),
    (POINTS, "{rule: {node: left, setting: points, between: ‸[0, 2]}}", "Points are above 0"),
    (POINTS, "{rule: {node: left, setting: ‸upper, between: [0, 2]}}", "only its points can vary"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "entry", "words"), CONTRADICTIONS)
def test_a_contradiction_is_told_with_its_place(text: str, entry: str, words: str) -> None:
    marked, where = mistaken("show:", f"assumptions: {{x: {entry}}}\nshow:", text)
    (found,) = problems(marked)
    assert words in str(found.message)
    assert place(found) == where


@pytest.mark.parametrize(
    "entry", ["{weights: uniform}", "{aggregate: [median]}", "{leave_out: {}}"]
)
def test_without_a_tree_nothing_of_it_varies(entry: str) -> None:
    text, where = mistaken("show:", f"assumptions: {{‸x: {entry}}}\nshow:", TREELESS)
    (found,) = problems(text)
    assert "There is no tree" in str(found.message)
    assert place(found) == where


TWICE = [
    ("{weights: uniform}", "{weights: simplex}", "index"),
    ("{weights: uniform}", "{weights: simplex, of: [left]}", "left"),
    ("{aggregate: [geometric]}", "{aggregate: [median], of: [left]}", "left"),
    ("{normalise: [rank]}", "{normalise: [z_score]}", "a"),
    ("{normalise: [rank], of: [a, b]}", "{normalise: [z_score], of: [b]}", "b"),
    ("{impute: [mean]}", "{impute: [median], of: [b]}", "b"),
    ("{data: {a: {relative: 1}}}", "{data: {b: {relative: 1}, a: {relative: 2}}}", "a"),
    ("{imputed: donors}", "{imputed: normal}", ""),
]


@pytest.mark.parametrize(("first", "second", "what"), TWICE)
def test_two_assumptions_do_not_vary_the_same(first: str, second: str, what: str) -> None:
    entries = f"assumptions: {{x: {first}, ‸y: {second}}}\nshow:"
    text, where = mistaken("show:", entries)
    (found,) = problems(text)
    assert f"“x” varies this already ({what})" in str(found.message)
    assert place(found) == where


def test_two_rules_do_not_vary_the_same() -> None:
    rule = "{rule: {node: a, setting: points, between: [0.5, 1.5]}}"
    text, where = mistaken("show:", f"assumptions: {{x: {rule}, ‸y: {rule}}}\nshow:", POINTS)
    (found,) = problems(text)
    assert "“x” varies this already (a.points)" in str(found.message)
    assert place(found) == where


APART = [
    ("{weights: uniform, of: [index]}", "{weights: simplex, of: [left]}"),
    ("{normalise: [rank], of: [a]}", "{normalise: [z_score], of: [b]}"),
    ("{data: {a: {relative: 1}}}", "{data: {b: {relative: 1}}}"),
    ("{leave_out: {}}", "{leave_out: {nodes: criteria}}"),
    ("{weights: uniform}", "{leave_out: {}}"),
]


@pytest.mark.parametrize(("first", "second"), APART)
def test_two_assumptions_may_vary_different_things(first: str, second: str) -> None:
    assert problems(assuming(first, second)) == ()


def test_a_set_may_take_one_weight_away_where_another_stays() -> None:
    assert problems(assuming("{weights: {method: sets, sets: [{weights: {a: 0}}]}}")) == ()


def test_everything_wrong_is_told_at_once() -> None:
    found = problems(assuming("{weights: uniform, of: [lfet]}", "{leave_out: {nodes: [aa]}}"))
    assert [problem.nearest for problem in found] == ["left", "a"]


def test_probabilities_may_miss_one_by_rounding() -> None:
    tenths = ", ".join("{use: rank, probability: 0.1}" for _ in range(10))
    assert problems(assuming(f"{{normalise: [{tenths}]}}")) == ()
