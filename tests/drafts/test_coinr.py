"""Drafts from COINr's iData and iMeta."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from steelyard.data.dataset import Dataset
from steelyard.drafts.draft import Draft, draft
from steelyard.errors import DataError, UsageError
from steelyard.evaluation.evaluate import evaluate
from steelyard.scheme.scheme import Scheme

ASEM = Path(__file__).parent.parent / "schemes" / "asem.yaml"
Write = Callable[..., Path]
Rows = list[list[object]]

HEADER = ["Level", "iCode", "iName", "Parent", "Direction", "Weight", "Type", "Unit", "Target"]
META: Rows = [
    [*HEADER, "Denominator"],
    [1, "Trade.v", "Trade", "Econ", 1, 2, "Indicator", "USD", 5.5, "GDP"],
    [1, "Debt", "Public debt", "Econ", -1, 1, "Indicator", "NA", "NA", "NA"],
    [1, "Lit", "Literacy", "Index", 1, 0.5, "Indicator", "%", "NA", "NA"],
    [2, "Econ", "Economy", "Index", 1, 1, "Aggregate", "NA", "NA", "NA"],
    [3, "Index", "The index", "NA", 1, 1, "Aggregate", "NA", "NA", "NA"],
    ["NA", "region", "Region", "NA", "NA", "NA", "Group", "NA", "NA", "NA"],
    ["NA", "GDP", "Product", "NA", "NA", "NA", "Denominator", "USD", "NA", "NA"],
    ["NA", "memo", "Memo", "NA", "NA", "NA", "Other", "NA", "NA", "NA"],
]
DATA: Rows = [
    ["uName", "uCode", "Time", "region", "GDP", "memo", "Trade.v", "Debt", "Lit"],
    ["Aland", "ALA", 2020, "N", 10, "x", 5, 90, 99],
    ["Beland", "BEL", 2020, "S", 20, "y", 4, 50, "NA"],
    ["Celand", "CEL", 2020, "S", 30, "z", 9, 70, 80],
]


@pytest.fixture
def drafted(write: Write) -> Callable[..., Draft]:
    """Draft from a pair of tables."""

    def draft_pair(meta: Rows = META, data: Rows = DATA) -> Draft:
        return draft([write(meta, "meta.csv"), write(data, "data.csv")])

    return draft_pair


Make = Callable[..., Draft]


def changed(table: Rows, row: int, header: str, cell: object) -> Rows:
    at = table[0].index(header)
    return [
        [*cells[:at], cell, *cells[at + 1 :]] if number == row else cells
        for number, cells in enumerate(table)
    ]


def test_the_tree(drafted: Make) -> None:
    scheme = Scheme.parse(drafted().text)
    assert scheme.root == "Index"
    assert [(name, depth) for name, _n, depth in scheme.tree.walk("Index")] == [  # type: ignore[union-attr]
        ("Index", 0),
        ("Econ", 1),
        ("trade_v", 2),
        ("Debt", 2),
        ("Lit", 1),
    ]
    nodes = scheme.nodes()
    assert {name: node.weight for name, node in nodes.items()} == {
        "Index": None,
        "Econ": 1,
        "trade_v": 2,
        "Debt": 1,
        "Lit": 0.5,
    }
    assert (nodes["trade_v"].direction, nodes["Debt"].direction) == ("up", "down")
    assert (nodes["Econ"].title, scheme.title) == ("Economy", "The index")


def test_a_denominator_makes_a_ratio(drafted: Make) -> None:
    scheme = Scheme.parse(drafted().text)
    figure = scheme.derived["trade_v_per_GDP"]
    assert (figure.declaration.of, figure.declaration.to) == ("trade_v", "GDP")
    assert scheme.nodes()["trade_v"].indicator == "trade_v_per_GDP"
    assert [type(step).__name__ for step in scheme.steps] == ["DeriveStep", "NormaliseStep"]


def test_the_units(drafted: Make) -> None:
    scheme = Scheme.parse(drafted().text)
    units = scheme.units
    assert (units.key, units.title, units.groups, units.period) == (
        "uCode",
        "uName",
        ("region",),
        None,
    )
    assert "memo" not in scheme.table.columns
    assert scheme.table.columns["trade_v"].headers == ("Trade.v",)
    assert (scheme.table.columns["Debt"].title, scheme.table.columns["Lit"].unit) == (
        "Public debt",
        "%",
    )


def test_targets_are_remarks(drafted: Make) -> None:
    assert "normalise: {method: distance_to_target, target: 5.5}" in drafted().text


def test_gaps_are_asked_about(drafted: Make) -> None:
    assert "Figures are missing: 1." in drafted().text


def test_the_draft_runs_on_idata(drafted: Make) -> None:
    made = drafted()
    scheme = Scheme.parse(made.text)
    evaluation = evaluate(scheme, Dataset.read(scheme.inputs, made.data))
    # Trade per product 100, 0, 100/3 and debt 0, 100, 50 at 2:1; literacy 100, –, 0 at half.
    scores = dict(evaluation.ranking.select("uCode", "score").rows())
    assert scores == pytest.approx({"ALA": 700 / 9, "BEL": 100 / 3, "CEL": 700 / 27})


def test_several_times_are_periods(drafted: Make) -> None:
    later = [DATA[0], *([*row[:2], time, *row[3:]] for row in DATA[1:] for time in (2020, 2021))]
    scheme = Scheme.parse(drafted(data=later).text)
    assert scheme.units.period == "Time"
    assert scheme.table.key == ("uCode", "Time")


def test_columns_that_imeta_does_not_name_are_told(drafted: Make) -> None:
    more = [[*row, "more" if at == 0 else at] for at, row in enumerate(DATA)]
    assert "meta.csv does not name were left out: more." in drafted(data=more).text.replace(
        "\n#  ", ""
    )


@pytest.mark.parametrize(
    ("row", "header", "cell", "said"),
    [
        (1, "Direction", 0, r"meta\.csv:2: Direction: .*“0” is neither 1 nor -1"),
        (2, "Weight", "NA", r"meta\.csv:3: Weight: "),
        (2, "Weight", -1, r"meta\.csv:3: Weight: The weight “-1”"),
        (2, "Type", "indicator", r"meta\.csv:3: Type: .* Did you mean “Indicator”\?"),
        (2, "iCode", "Lit", r"“Lit” stands in 2 rows"),
        (2, "iCode", "Debts", r"no column “Debts”, which .* Did you mean “Debt”\?"),
        (1, "Denominator", "Area", r"no column “Area”"),
        (1, "Parent", "Econo", r"“Trade.v” is part of “Econo”"),
        (1, "Parent", "NA", r"“Trade.v” is part of “–”"),
        (4, "Parent", "Econ", r"“Econ” is part of “Econ”"),
        (4, "Parent", "NA", r"Exactly one aggregate .* found: Econ, Index"),
        (5, "Parent", "Econ", r"Exactly one aggregate .* found: –"),
        (5, "Type", "Other", r"Exactly one aggregate .* found: –"),
        (6, "Type", "Aggregate", r"meta\.csv:7: Weight"),
    ],
)
def test_a_table_that_is_not_as_coinr_has_it(
    drafted: Make, row: int, header: str, cell: object, said: str
) -> None:
    with pytest.raises(DataError, match=said):
        drafted(meta=changed(META, row, header, cell))


def test_an_aggregate_without_parts(drafted: Make) -> None:
    with pytest.raises(DataError, match="The aggregate “Social” has no parts"):
        drafted(meta=[*META, [2, "Social", "S", "Index", 1, 1, "Aggregate", "NA", "NA", "NA"]])


def test_parts_without_any_weight(drafted: Make) -> None:
    with pytest.raises(DataError, match="All parts of “Econ” have the weight 0"):
        drafted(meta=changed(changed(META, 1, "Weight", 0), 2, "Weight", 0))


def test_idata_without_codes(drafted: Make) -> None:
    with pytest.raises(DataError, match=r"data\.csv: .*no column “uCode”"):
        drafted(data=changed(DATA, 0, "uCode", "code"))


@pytest.mark.parametrize("others", [0, 2])
def test_imeta_comes_with_idata_and_nothing_else(write: Write, others: int) -> None:
    data = [write(DATA, f"data{number}.csv") for number in range(others)]
    with pytest.raises(UsageError, match="together with its iData"):
        draft([write(META, "meta.csv"), *data])


@pytest.fixture
def asem(shared: Path) -> list[Path]:
    """Return iMeta and iData of COINr's example."""
    return [shared / "coinr" / "data" / f"ASEM_{name}.csv" for name in ("iMeta", "iData")]


def test_the_asem_index_is_drafted(asem: list[Path]) -> None:
    """The scheme of the conformance tests is the draft, but for its steps."""
    expected = Scheme.load(ASEM)
    found = Scheme.parse(draft(asem, "asem").text)
    assert found.model_copy(update={"steps": expected.steps}) == expected
    assert len(found.indicators()) == 49
    assert max(depth for _name, _node, depth in found.tree.walk(found.root)) == 3  # type: ignore[union-attr]


def test_the_order_of_the_files_makes_no_difference(asem: list[Path]) -> None:
    assert Scheme.parse(draft(asem, "asem").text) == Scheme.parse(draft(asem[::-1], "asem").text)


def test_the_panel_has_periods(shared: Path, asem: list[Path]) -> None:
    panel = shared / "coinr" / "data" / "ASEM_iData_p.csv"
    made = draft([panel, asem[0]])
    scheme = Scheme.parse(made.text)
    assert scheme.units.period == "Time"
    assert Dataset.read(scheme.inputs, made.data).tables["ASEM_iData_p"].height == 255


def test_the_asem_scheme_gives_the_scores_of_coinr(shared: Path, asem: list[Path]) -> None:
    """COINr 1.1.14, coin$Data$Aggregated of build_example_coin()."""
    scheme = Scheme.load(ASEM)
    evaluation = evaluate(scheme, Dataset.read(scheme.inputs, {"ASEM_iData": asem[1]}))
    expected = pl.read_csv(shared / "coinr" / "stages" / "07_Aggregated.csv", null_values="NA")
    units = evaluation.units_frame["uCode"][evaluation.index]
    for name, scores in evaluation.node_scores.items():
        theirs = dict(expected.select("uCode", name).rows())
        assert dict(zip(units, scores, strict=True)) == pytest.approx(theirs, rel=1e-9, abs=1e-9)
