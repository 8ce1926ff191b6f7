"""What must hold between the parts of a scheme, and where it is told that it does not."""

from __future__ import annotations

import pytest

from steelyard import Scheme
from tests.scheme.trial import TRIAL, mistaken, place, problems

UNKNOWN_NAMES = [
    ("table: units", "table: ‸unit", "input table “unit”", "units"),
    ("key: unit\n", "key: ‸unitt\n", "column “unitt”", "unit"),
    ("key: unit\n", "key: unit\n  title: ‸nam\n", "column “nam”", None),
    ("key: unit\n", "key: unit\n  period: ‸yaer\n", "column “yaer”", None),
    ("[region]", "[‸regoin]", "column “regoin”", "region"),
    ("references: units.unit", "references: ‸unit.unit", "input table “unit”", "units"),
    ("references: units.unit", "references: ‸units.unti", "column “units.unti”", "units.unit"),
    ("  children:\n", "  children:\n    key: [‸amont]\n", "column “amont”", "amount"),
    ("- derive\n", "- derive: [ratio_ab, ‸totl]\n", "derived figure “totl”", "total"),
    ("impute: {method: mean}", "{impute: mean, within: ‸regon}", "group column “regon”", "region"),
    ("impute: {method: mean}", "{impute: mean, within: ‸size}", "group column “size”", None),
    ("ref: book", "ref: ‸bok", "source “bok”", "book"),
    ("    ratio_ab: {}", "    ‸ratio_ba: {}", "column or figure “ratio_ba”", "ratio_ab"),
    ("    ratio_ab: {}", "    r: {indicator: ‸bb}", "column or figure “bb”", "b"),
    ("    ratio_ab: {}", "    ‸amount: {}", "column or figure “amount”", "unit"),
    ("by: score", "by: ‸siez", "column or figure “siez”", "size"),
    ("{by: score}", "{given: ‸place}", "column or figure “place”", None),
    ("[size]", "[size, ‸totla]", "column, figure or criterion “totla”", "total"),
    (
        "show:",
        "tables: {t: {by: [‸regio], measures: {n: {count: {}}}}}\nshow:",
        "column, figure or criterion “regio”",
        "region",
    ),
    (
        "show:",
        "tables: {t: {by: [], measures: {n: {sum: ‸totals}}}}\nshow:",
        "column, figure or criterion “totals”",
        "total",
    ),
    (
        "show:",
        "tables: {t: {by: [], measures: {n: {growth: {of: a, since: ‸bb}}}}}\nshow:",
        "column, figure or criterion “bb”",
        "b",
    ),
    (
        "show:",
        "vetoes: {v: {when: {a: 1}, effect: zero, node: ‸lfet}}\nshow:",
        "criterion “lfet”",
        "left",
    ),
    (
        "show:",
        "vetoes: {v: {when: {‸aa: 1}, effect: zero}}\nshow:",
        "column or figure “aa”",
        "a",
    ),
    (
        "show:",
        "vetoes: {v: {when: {a: 1}, effect: zero, source: {ref: ‸boook}}}\nshow:",
        "source “boook”",
        "book",
    ),
]  # fmt: skip
CONTRADICTIONS = [
    ("[0, 10]", "‸[10, 0]", "begins at 10 and ends at 0"),
    ("[0, 10]", "‸[0.5, 0.25]", "begins at 0.5 and ends at 0.25"),
    ("show:", "calibrate: ‸sometimes\nshow:", "each, all or a period, found “sometimes”"),
    ("show:", "calibrate: ‸nan\nshow:", "found “nan”"),
    ("    ratio_ab: {}", "    ‸region: {}", "“region” holds texts; an indicator is a number"),
    ("    ratio_ab: {}", "    r: {indicator: ‸region}", "“region” holds texts"),
    ("    ratio_ab: {}", "    ratio_ab: {}\n    ‸a: {}", "“a” stands twice in the tree"),
    ("    ratio_ab: {}", "    ‸index: {indicator: a}", "“index” stands twice in the tree"),
    ("    ratio_ab: {}", "    ‸unit: {indicator: a}", "“unit” is a column of the units already"),
    ("show:", "vetoes: {v: {when: {a: 1}, effect: ‸cap}}\nshow:", "“score” is missing"),
    ("show:", "vetoes: {v: {when: {a: 1}, effect: ‸deduct}}\nshow:", "“score” is missing"),
    (
        "weight: 2",
        "aggregate: {method: ordered_weighted, ‸weights: [1]}",
        "a weight for each of the 2 parts, has 1",
    ),
]
RANKED_BY_SIZE = TRIAL.replace("score}", "size}")
TREE = TRIAL[TRIAL.index("tree:") : TRIAL.index("rank:")]
POINTS = TRIAL.replace("  - normalise\n", "  - normalise: identity\n")
"""The same, where a figure is its score: points come from the rules of the indicators."""
LEFT = TRIAL[TRIAL.index("    left:") : TRIAL.index("    ratio_ab: {}")]
GIVES = "{method: bands, bands: [{above: 1, gives: %s}], otherwise: %s}"
HIGH, LOW = GIVES % (3.5, 0), GIVES % (2, 4)
WEIGHTS = [
    ("{‸parts: {a: {weight: 0}, b: {weight: 0}}}", "All weights are 0"),
    ("{‸parts: {a: {weight: 1}, b: {points: 1}}}", "Some parts have weights and others points"),
    ("{‸aggregate: outranking, parts: {a: {}}}", "at least two parts"),
    ("{points: ‸5, parts: {a: {points: 2}, b: {points: 2}}}", "add up to 4, not to 5"),
    ("{points: ‸4, parts: {a: {points: 2}, b: {points: 2.1}}}", "add up to 4.1, not to 4"),
    ("{points: 4, ‸parts: {a: {points: 4}, b: {}}}", "have points too"),
    (
        "{points: 4, aggregate: maximum, parts: {a: {points: 4}, b: {points: ‸3}}}",
        "Under “maximum” each part has the points of the whole, 4",
    ),
    (
        f"{{points: 4, parts: {{a: {{points: 1}}, b: {{points: 3, ‸normalise: {HIGH}}}}}}}",
        "“b” has 3 points, but this rule can give 3.5",
    ),
    (
        f"{{points: 4, parts: {{a: {{points: 1}}, b: {{points: 3, ‸normalise: {LOW}}}}}}}",
        "“b” has 3 points, but this rule can give 4",
    ),
    (
        f"{{points: 3, ‸normalise: {HIGH}, parts: {{a: {{}}, b: {{}}}}}}",
        "“left” has 3 points, but this rule can give 3.5",
    ),
]
RIGHT = [
    "{points: 4, parts: {a: {points: 1.3}, b: {points: 2.7}}}",
    "{points: 4, aggregate: maximum, parts: {a: {points: 4}, b: {points: 4}}}",
    "{parts: {a: {weight: 0}, b: {}}}",
    "{aggregate: {method: ordered_weighted, weights: [2, 1]}, parts: {a: {}, b: {}}}",
    f"{{points: 3.5, normalise: {HIGH}, parts: {{a: {{}}, b: {{}}}}}}",
]


@pytest.mark.parametrize(("old", "new", "words", "near"), UNKNOWN_NAMES)
def test_an_unknown_name_is_told_with_its_place_and_the_nearest(
    old: str, new: str, words: str, near: str | None
) -> None:
    text, where = mistaken(old, new)
    (found,) = problems(text)
    assert place(found) == where
    assert words in str(found.message)
    assert found.nearest == near


@pytest.mark.parametrize(("old", "new", "words"), CONTRADICTIONS)
def test_a_contradiction_is_told_with_its_place(old: str, new: str, words: str) -> None:
    text, where = mistaken(old, new)
    (found,) = problems(text)
    assert place(found) == where
    assert words in str(found)


@pytest.mark.parametrize(("left", "words"), WEIGHTS)
def test_weights_and_points_that_cannot_be_are_told_with_their_place(left: str, words: str) -> None:
    text, where = mistaken(LEFT, f"    left: {left}\n", POINTS)
    (found,) = problems(text)
    assert place(found) == where
    assert words in str(found)


@pytest.mark.parametrize("left", RIGHT)
def test_weights_and_points_that_can_be_are_nothing(left: str) -> None:
    assert problems(POINTS.replace(LEFT, f"    left: {left}\n")) == ()


@pytest.mark.parametrize(
    ("left", "words"),
    [
        ("{points: 4, parts: {a: {‸points: 4}}}", "has 4 points, but this rule can give 100"),
        (
            "{points: 4, parts: {a: {points: 4, ‸normalise: z_score}}}",
            "“a” has points, but “z_score” gives no points",
        ),
    ],
)
def test_an_indicator_never_gives_more_than_its_points(left: str, words: str) -> None:
    text, where = mistaken(LEFT, f"    left: {left}\n")
    (found,) = problems(text)
    assert place(found) == where
    assert words in str(found)


def test_a_range_up_to_the_points_gives_points() -> None:
    spec = "{method: min_max, range: [0, 4]}"
    left = f"    left: {{points: 4, parts: {{a: {{points: 4, normalise: {spec}}}}}}}\n"
    assert problems(TRIAL.replace(LEFT, left)) == ()


@pytest.mark.parametrize("rank", ["‸rank: {order: ascending}\n", "‸rank: {by: score}\n"])
def test_a_score_needs_a_tree(rank: str) -> None:
    text, where = mistaken(TREE + "rank: {by: score}\n", rank)
    (found,) = problems(text)
    assert place(found) == where
    assert "no tree to score by" in str(found)


def test_without_a_tree_and_a_rule_there_is_nothing_to_rank_by() -> None:
    (found,) = problems(TRIAL[: TRIAL.index("tree:")])
    assert "no tree to score by" in str(found)


def test_a_list_ranked_by_a_figure_needs_no_tree() -> None:
    assert problems(RANKED_BY_SIZE.replace(TREE, "")) == ()


def test_a_veto_needs_a_tree() -> None:
    text, where = mistaken(TREE, "vetoes:\n  ‸v: {when: {a: 1}, effect: zero}\n", RANKED_BY_SIZE)
    (found,) = problems(text)
    assert place(found) == where
    assert "there is no tree" in str(found)


@pytest.mark.parametrize("name", ["rank", "score", "grade"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("key: unit\n", "key: unit\n  groups: [‸NAME]\n"),
        ("key: unit\n", "key: unit\n  title: ‸NAME\n"),
        ("[size]", "[size, ‸NAME]"),
    ],
)
def test_columns_of_the_ranking_are_reserved(name: str, old: str, new: str) -> None:
    named = TRIAL.replace("  groups: [region]\n", "").replace("region: {type", f"{name}: {{type")
    text, where = mistaken(old, new.replace("NAME", name), named)
    (found,) = problems(text)
    assert place(found) == where
    assert f"“{name}” is a column of the ranking" in str(found)


def test_a_given_rank_may_be_called_rank() -> None:
    text = TRIAL.replace(TREE, "").replace("{by: score}", "{given: rank}")
    assert problems(text.replace("size", "rank")) == ()


def test_a_period_is_no_text() -> None:
    dated = TRIAL.replace("key: unit\n", "key: unit\n  period: region\n")
    text, where = mistaken("region: {type: text}", "region: {type: ‸text}", dated)
    (found,) = problems(text)
    assert place(found) == where
    assert "A period is" in str(found)


def test_an_indicator_needs_the_step_that_it_overrides() -> None:
    short = TRIAL.replace("  - normalise\n", "")
    text, where = mistaken("a: {weight: 1}", "a: {‸normalise: rank}", short)
    (found,) = problems(text)
    assert place(found) == where
    assert "no “normalise”" in str(found)


def test_all_contradictions_are_told_in_the_order_of_the_lines() -> None:
    text = TRIAL
    for old, new in [
        ("[region]", "[regoin]"),
        ("[0, 10]", "[10, 0]"),
        ("units.unit", "units.unti"),
        ("ref: book", "ref: bok"),
        ("    ratio_ab: {}", "    ratio_ba: {}"),
        ("[size]", "[sise]"),
    ]:
        text = text.replace(old, new)
    assert [problem.line for problem in problems(text)] == [8, 15, 19, 35, 39, 41]


def test_an_unknown_table_of_units_is_told_alone() -> None:
    text, where = mistaken("table: units", "table: ‸unti")
    assert [place(found) for found in problems(text)] == [where]


@pytest.mark.parametrize("name", ["株式会社", "größe", "a-b", "x2"])
def test_a_name_is_of_any_script(name: str) -> None:
    scheme = Scheme.parse(TRIAL.replace("region", name))
    assert scheme.units.groups == (name,)
