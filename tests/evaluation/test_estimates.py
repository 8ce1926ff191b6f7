"""Methods side by side: cases worked by hand, of which it is known what parts the methods."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from steelyard import Dataset, Evaluation, Scheme, evaluate
from steelyard.errors import SchemeError
from steelyard.evaluation.edition import Edition
from steelyard.evaluation.estimates import tables
from steelyard.evaluation.estimates_read import estimates_of
from steelyard.evaluation.estimates_told import ratio, summary_in_words
from steelyard.evaluation.verify import verify
from steelyard.i18n import speaking
from tests.evaluation.brands import BRANDS, SCHEME, valued


def side_by_side(evaluation: Evaluation) -> dict[str, dict[str, Any]]:
    """The rows of the estimate by unit."""
    frame, _inputs = tables(evaluation)["value"]
    return {row["unit"]: row for row in frame.to_dicts()}


def told(evaluation: Evaluation, code: str) -> dict[str | None, str]:
    return {f.unit: str(f.message) for f in evaluation.findings if f.code == code}


def brands(**changes: dict[str, Any]) -> pl.DataFrame:
    """The brands with cells of single ones changed: B={"profit": None}."""
    rows = [row | changes.get(row["brand"], {}) for row in BRANDS.to_dicts()]
    return pl.DataFrame(rows, schema=BRANDS.schema)


def test_by_hand() -> None:
    """B has four times its sector's royalty, C three times its multiple."""
    rows = side_by_side(valued())
    assert [rows[unit]["ratio"] for unit in "ABCD"] == [1.0, 4.0, 3.0, 1.0]
    assert [rows[unit]["disagree"] for unit in "ABCD"] == [False, True, True, False]
    assert [rows[unit]["driver"] for unit in "ABCD"] == [None, "royalty", "multiple", None]
    one = rows["B"]
    assert (one["lowest"], one["lowest_by"]) == (50.0, "earned")
    assert (one["highest"], one["highest_by"]) == (200.0, "saved")
    assert (one["driver_value"], one["typical"], one["typical_of"]) == (20.0, 5.0, "group")
    assert one["ratio_then"] == 1.0
    assert one["median"] == 125.0


def test_what_each_input_would_leave() -> None:
    """Cars know fewer than three royalties: D is held against all brands."""
    _frame, inputs = tables(valued())["value"]
    found = {(row["unit"], row["input"]): row for row in inputs.to_dicts()}
    assert found["B", "royalty"]["ratio_then"] == 1.0
    assert found["B", "multiple"]["ratio_then"] == 4.0
    assert found["C", "royalty"]["ratio_then"] == 3.0
    assert found["D", "royalty"]["typical"] == 5.0
    assert found["D", "royalty"]["typical_of"] == "all"
    assert found["D", "royalty"]["ratio_then"] == 1.25


def test_ranks_by_each_method() -> None:
    rows = side_by_side(valued())
    assert [rows[unit]["rank_by_saved"] for unit in "ABCD"] == [2, 1, 2, 4]
    assert [rows[unit]["rank_by_earned"] for unit in "ABCD"] == [2, 2, 1, 4]
    assert [rows[unit]["rank_by_median"] for unit in "ABCD"] == [3, 1, 2, 4]


def test_the_sentences() -> None:
    assert told(valued(), "methods-disagree") == {
        "B": "Methods disagree on “brand value” by a factor of 4: 50 m by “Profit times multiple”, "
        "200 m by “Royalty saved”. What drives it is “royalty”, 20%: with 5%, typical within "
        "“sector”, the factor would be 1.",
        "C": "Methods disagree on “brand value” by a factor of 3: 50 m by “Royalty saved”, 150 m "
        "by “Profit times multiple”. What drives it is “multiple”, 15: with 5, typical within "
        "“sector”, the factor would be 1.",
    }


def test_findings_read_in_every_language() -> None:
    (first, *_rest) = [f for f in valued().findings if f.code == "methods-disagree"]
    with speaking("zh-Hant"):
        assert "品牌價值" in str(first.message)
        assert "產業" in str(first.message)


def test_exactly_the_factor_is_no_disagreement() -> None:
    evaluation = valued(brands(B={"royalty": 10.0}))
    assert side_by_side(evaluation)["B"]["ratio"] == 2.0
    assert side_by_side(evaluation)["B"]["disagree"] is False
    assert set(told(evaluation, "methods-disagree")) == {"C"}


def test_an_input_that_drives_most_and_explains_little() -> None:
    """With the typical royalty 12 of 200 against 50 is left: still more than a factor of two."""
    table = brands(B={"royalty": 20.0}, A={"royalty": 12.0}, C={"royalty": 12.0})
    said = told(valued(table), "methods-disagree")["B"]
    assert "No single input explains it. What drives it most is “royalty”, 20%" in said
    assert said.endswith("the factor would still be 2.4.")


def test_no_single_input() -> None:
    """Revenue is no input here; setting another changes nothing or makes it worse."""
    table = brands(B={"royalty": 5.0, "revenue": 4000.0})
    evaluation = valued(table)
    assert side_by_side(evaluation)["B"]["driver"] is None
    assert told(evaluation, "methods-disagree")["B"].endswith("No single input brings them closer.")


def test_without_inputs_nothing_is_said_of_them() -> None:
    evaluation = valued(estimate={"inputs": [], "within": None})
    assert told(evaluation, "methods-disagree")["B"].endswith("200 m by “Royalty saved”.")
    assert not [r for r in evaluation.attached if r.path == "data/estimates_inputs.parquet"]


def test_a_method_without_a_value_is_left_out() -> None:
    evaluation = valued(brands(B={"profit": None}))
    row = side_by_side(evaluation)["B"]
    assert (row["values"], row["median"], row["ratio"]) == (1, 200.0, None)
    assert row["disagree"] is None
    assert row["missing"] == "earned"
    assert row["rank_by_earned"] is None
    assert told(evaluation, "estimate-missing") == {
        "B": "“brand value” has no value by “Profit times multiple”; the others are compared "
        "without."
    }


@pytest.mark.parametrize(("profit", "value", "said"), [(-10.0, -50.0, "-50 m"), (0.0, 0.0, "0 m")])
def test_a_value_that_is_not_above_zero(profit: float, value: float, said: str) -> None:
    """It counts for the median, has no ratio, and parts the methods by more than any factor."""
    evaluation = valued(brands(A={"profit": profit}))
    row = side_by_side(evaluation)["A"]
    assert (row["earned"], row["not_positive"]) == (value, "earned")
    assert row["median"] == (50.0 + value) / 2
    assert row["ratio"] is None
    assert row["disagree"] is True
    assert told(evaluation, "methods-disagree")["A"] == (
        "Methods disagree on “brand value”: 50 m by “Royalty saved”, but not above 0 by “Profit "
        "times multiple”. No single input brings all of them above 0."
    )
    assert said in told(evaluation, "estimate-not-positive")["A"]


def test_an_input_that_brings_a_method_above_zero_drives() -> None:
    evaluation = valued(brands(A={"multiple": -5.0}))
    row = side_by_side(evaluation)["A"]
    assert (row["driver"], row["driver_value"], row["typical"]) == ("multiple", -5.0, 5.0)
    assert row["ratio_then"] == 1.0


def test_a_typical_value_that_sinks_a_method_is_no_way_closer() -> None:
    """With a typical multiple below 0 one method would fall out, and the ratio only seem less."""
    table = brands(A={"multiple": -1.0}, B={"multiple": 1.0}, C={"multiple": -2.0})
    _frame, inputs = tables(valued(table))["value"]
    found = inputs.filter(unit="B", input="multiple").to_dicts()[0]
    assert found["typical"] == -1.0
    assert found["ratio_then"] is None


def test_no_method_above_zero() -> None:
    table = brands(A={"profit": -1.0, "royalty": -1.0})
    row = side_by_side(valued(table))["A"]
    assert (row["disagree"], row["lowest"], row["driver"]) == (None, None, None)
    assert row["not_positive"] == "saved, earned"


def test_an_input_that_is_missing_is_not_made_up() -> None:
    """A royalty that nobody knows is not replaced by the typical one."""
    row = side_by_side(valued(brands(B={"royalty": None})))["B"]
    assert row["missing"] == "saved"
    assert row["driver"] is None


CHAIN: dict[str, Any] = {
    "derived": SCHEME["derived"]
    | {
        "fee": {"unit": "%", "sql": "royalty * multiple / 5"},
        "saved": SCHEME["derived"]["saved"] | {"sql": "revenue * fee / 100"},
    }
}


def test_an_input_that_is_derived_is_taken_as_it_is_set() -> None:
    """The fee of C is three times the typical one, as its multiple is; both methods follow the
    multiple, and only one the fee: so setting the multiple leaves them as close as they were."""
    table = brands(B={"royalty": 5.0})
    evaluation = valued(table, estimate={"inputs": ["multiple", "fee"]}, **CHAIN)
    row = side_by_side(evaluation)["C"]
    assert (row["saved"], row["earned"], row["ratio"]) == (150.0, 150.0, 1.0)
    _frame, inputs = tables(evaluation)["value"]
    left = {r["input"]: r["ratio_then"] for r in inputs.filter(unit="C").to_dicts()}
    assert left == {"multiple": 1.0, "fee": 3.0}


def test_flows_of_another_table_follow_their_unit() -> None:
    """The royalty of a brand reaches the rows of its years, and comes back as their sum."""
    made = Scheme.model_validate(
        SCHEME
        | {
            "inputs": SCHEME["inputs"]
            | {
                "years": {
                    "columns": {
                        "brand": {"type": "text", "references": "brands.brand"},
                        "sales": {},
                    }
                }
            },
            "derived": SCHEME["derived"]
            | {
                "fee": {"on": "years", "lookup": {"of": "brands.royalty"}},
                "saving": {"on": "years", "product": {"of": ["sales", "fee"], "times": 0.01}},
                "saved": {"unit": "m", "sum": {"of": "years.saving"}},
            },
        }
    )
    years = pl.DataFrame({"brand": list("AABBCCDD"), "sales": [500.0] * 6 + [250.0] * 2})
    data = Dataset.from_frames(made.inputs, {"brands": BRANDS, "years": years})
    rows = side_by_side(evaluate(made, data))
    assert [rows[unit]["saved"] for unit in "ABCD"] == [50.0, 200.0, 50.0, 20.0]
    assert (rows["B"]["driver"], rows["B"]["ratio_then"]) == ("royalty", 1.0)


def test_every_input_set_one_by_one_by_hand() -> None:
    """The same ratios from schemes in which the input itself is the median."""
    _frame, inputs = tables(valued())["value"]
    for name in ("royalty", "multiple"):
        set_to = inputs.filter(input=name).select("unit", "typical")
        table = BRANDS.with_columns(set_to["typical"].alias(name))
        other = side_by_side(valued(table))
        for row in inputs.filter(input=name).to_dicts():
            assert row["ratio_then"] == other[row["unit"]]["ratio"]


def test_another_currency_changes_no_ratio_and_no_driver() -> None:
    rate = 7.3
    dearer = BRANDS.with_columns(pl.col("revenue", "profit") * rate)
    one, other = side_by_side(valued()), side_by_side(valued(dearer))
    for unit in "ABCD":
        assert one[unit]["ratio"] == pytest.approx(other[unit]["ratio"], rel=1e-12)
        assert one[unit]["driver"] == other[unit]["driver"]
        assert other[unit]["median"] == pytest.approx(rate * one[unit]["median"])


def test_the_order_of_units_does_not_matter() -> None:
    one, other = side_by_side(valued()), side_by_side(valued(BRANDS.reverse()))
    assert one == other


@pytest.mark.parametrize("rows", [0, 1])
def test_few_units(rows: int) -> None:
    evaluation = valued(BRANDS.head(rows))
    assert len(side_by_side(evaluation)) == rows


def test_periods_are_apart() -> None:
    """The royalty of 20% is typical of the second year."""
    columns = SCHEME["inputs"]["brands"]["columns"] | {"year": {"type": "integer"}}
    then = BRANDS.with_columns(pl.lit(20.0).alias("royalty"), pl.lit(2025).alias("year"))
    table = pl.concat([BRANDS.with_columns(pl.lit(2024).alias("year")), then])
    evaluation = valued(
        table,
        units=SCHEME["units"] | {"period": "year"},
        inputs={"brands": {"columns": columns}},
    )
    frame, _inputs = tables(evaluation)["value"]
    found = {(row["unit"], row["period"]): row for row in frame.to_dicts()}
    assert found["B", 2024]["driver"] == "royalty"
    assert found["B", 2025]["driver"] is None
    assert found["B", 2025]["rank_by_saved"] == 1
    assert told(evaluation, "methods-disagree")["B"].startswith("2025: ")


def test_the_summary() -> None:
    evaluation = valued()
    frame, _inputs = tables(evaluation)["value"]
    assert [str(one) for one in summary_in_words(evaluation.scheme, "value", frame)] == [
        "Methods disagree on “brand value” by more than a factor of 2 for 2 of 4 units.",
        "For half of the units the highest is at least 2 times the lowest.",
        "What drives it most often is “royalty”: for 1 of these units.",
    ]


def test_the_edition(tmp_path: Path) -> None:
    edition = valued().write(tmp_path / "edition")
    frame = edition.table("estimates_of_value")
    assert frame.columns == [
        *("unit", "saved", "earned", "values", "median", "lowest", "lowest_by", "highest"),
        *("highest_by", "ratio", "disagree", "not_positive", "missing", "driver", "driver_value"),
        *("typical", "typical_of", "ratio_then"),
        *("rank_by_saved", "rank_by_earned", "rank_by_median"),
    ]
    assert frame["disagree"].to_list() == [False, True, True, False]
    assert verify(edition).verdict == "identical"
    (read,) = estimates_of(Edition.open(tmp_path / "edition"), "B")[("B", None)]
    assert [one.value for one in read.methods] == [200.0, 50.0, 125.0]
    assert {one.input: one.ratio for one in read.inputs} == {"royalty": 1.0, "multiple": 4.0}
    assert read.probability is None


def test_a_scheme_without_estimates_has_no_such_table() -> None:
    evaluation = valued(estimates={})
    assert not [one for one in evaluation.attached if "estimates" in one.path]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"of": ["saved", "earnt"]}, "There is no column or figure “earnt”."),
        ({"of": ["saved", "sector"]}, "“sector” holds text; expected a number."),
        ({"of": ["saved", "royalty"]}, "“royalty” is measured in %, “saved” in m"),
        ({"of": ["saved", "saved"]}, "“saved” stands here twice."),
        ({"inputs": ["loyalty"]}, "There is no column or figure “loyalty”."),
        ({"within": "branch"}, "There is no group column “branch”."),
    ],
)
def test_what_can_be_wrong(change: dict[str, Any], said: str) -> None:
    text = SCHEME | {"estimates": {"value": SCHEME["estimates"]["value"] | change}}
    with pytest.raises(SchemeError) as error:
        Scheme.parse(_yaml(text))
    assert said in str(error.value)


def test_a_method_is_not_called_like_a_column_of_the_table() -> None:
    derived = SCHEME["derived"] | {"median": {"sql": "revenue"}}
    value = SCHEME["estimates"]["value"] | {"of": ["saved", "median"]}
    with pytest.raises(SchemeError, match="is a column of the table of estimates"):
        Scheme.parse(_yaml(SCHEME | {"derived": derived, "estimates": {"value": value}}))


def _yaml(scheme: dict[str, Any]) -> str:
    import json

    return json.dumps(scheme)  # JSON is YAML


@pytest.mark.parametrize(
    ("value", "said"), [(2.0000001, "2"), (2.004, "2.004"), (2.5, "2.5"), (15.26, "15.3")]
)
def test_factors_are_short(value: float, said: str) -> None:
    assert ratio(value) == said
