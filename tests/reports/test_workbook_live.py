"""The sheets that compute, computed by another program and held against the evaluation."""

from __future__ import annotations

import gc
import io
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import Workbook, load_workbook

from steelyard import Edition, Evaluation
from steelyard.evaluation.edition import write
from steelyard.i18n import speaking
from steelyard.reports.workbook import write_workbook
from steelyard.reports.workbook.formulas import FORMULAS, formula
from steelyard.scheme.aggregate import Arithmetic, Power
from tests.publish.editions import HOSTILE, evaluated, scheme_of, table_of

SHEET = "YOUR WEIGHTS"
FIRST = 5
"""The first row with a unit, as a spreadsheet counts."""


def book_of(evaluation: Evaluation, folder: Path) -> Path:
    with speaking("en"):
        return write_workbook(write(evaluation, folder / "edition"), folder / "book.xlsx")


def opened(book: Path, *, values: bool = False) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it does not know the bars of other sheets
        return load_workbook(io.BytesIO(book.read_bytes()), data_only=values)


def computed(book: Path, changed: dict[str, float]) -> dict[str, list[Any]]:
    """Compute the sheet with some cells changed: scores and ranks in the order of the rows."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import formulas

        model = formulas.ExcelModel().loads(str(book)).finish()
        place = f"'[{book.name}]{SHEET}'!"
        inputs = {place + cell: [[value]] for cell, value in changed.items()}
        found = model.calculate(inputs=inputs)
        del model
        gc.collect()  # it leaves the file open
    height = opened(book)["Your weights"].max_row

    def column(letter: str) -> list[Any]:
        cells = (found[f"{place}{letter}{row}"].value[0, 0] for row in range(FIRST, height + 1))
        return [None if cell == "" else cell for cell in cells]

    return {"scores": column("F"), "ranks": column("C")}


def heads(book: Path) -> dict[str, str]:
    """The column of each node's weight by its title."""
    sheet = opened(book)["Your weights"]
    return {str(cell.value): cell.column_letter for cell in sheet[3] if cell.value is not None}


@pytest.mark.parametrize(
    "aggregate", ["arithmetic", "geometric", "harmonic", "minimum", "maximum", "power"]
)
def test_changed_weights_give_what_the_evaluation_gives(aggregate: str, tmp_path: Path) -> None:
    spec = {"method": "power", "exponent": 0.5} if aggregate == "power" else aggregate
    settings: dict[str, Any] = {
        "aggregate": spec,
        "steps": [{"normalise": {"method": "min_max", "range": [1, 100]}}],
    }
    scheme = scheme_of(6, **settings)
    table = table_of(12, 6, missing=0.06)
    book = book_of(evaluated(scheme, table), tmp_path)
    at = heads(book)
    found = computed(book, {f"{at['People']}4": 70, f"{at['Figure 5']}4": 0})
    changed = scheme.model_dump(mode="json", by_alias=True)
    parts = changed["tree"]["parts"]
    # The sheet has weights in per cent of their sum: 1, 2 and 3 are 16.7, 33.3 and 50.
    parts["people"]["weight"] = 70 * 6 / 100
    parts["results"]["parts"]["x5"]["weight"] = 0
    expected = evaluated(type(scheme).model_validate(changed), table)
    published = Edition.open(tmp_path / "edition").ranking["unit"].to_list()
    order = [expected.kept_frame["unit"].to_list().index(key) for key in published]
    scores = [np.nan if one is None else float(one) for one in found["scores"]]
    assert np.allclose(scores, expected.score[order], rtol=1e-9, equal_nan=True)
    ranks = [np.nan if one is None else float(one) for one in found["ranks"]]
    assert np.array_equal(ranks, expected.ranks[order], equal_nan=True)


def test_what_a_program_that_does_not_compute_shows_is_what_was_published(tmp_path: Path) -> None:
    evaluation = evaluated(scheme_of(6), table_of(8, 6))
    sheet = opened(book_of(evaluation, tmp_path), values=True)["Your weights"]
    ranking = Edition.open(tmp_path / "edition").ranking
    rows = list(sheet.iter_rows(min_row=FIRST, values_only=True))
    assert [row[0] for row in rows] == ranking["unit"].to_list()
    assert [row[2] for row in rows] == ranking["rank"].to_list()
    assert [row[5] for row in rows] == pytest.approx(ranking["score"].to_list())


def test_the_new_order_follows(tmp_path: Path) -> None:
    evaluation = evaluated(scheme_of(6), table_of(8, 6))
    sheet = opened(book_of(evaluation, tmp_path))["Ranking by your weights"]
    assert sheet["C2"].value == '=IFERROR(INDEX(live_title,MATCH(1,live_order,0)),"")'
    assert sheet.max_row == 9


def test_names_that_look_like_formulas_stay_texts(tmp_path: Path) -> None:
    evaluation = evaluated(scheme_of(6), table_of(len(HOSTILE), 6, names=HOSTILE))
    sheet = opened(book_of(evaluation, tmp_path))["Your weights"]
    cells = {sheet.cell(row, 2).data_type for row in range(FIRST, sheet.max_row + 1)}
    assert cells == {"s"}


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"aggregate": "copeland"}, "no formula"),
        ({"vetoes": {"v": {"when": {"x0": {"above": 0}}, "effect": "zero"}}}, "Vetoes"),
        ({"rank": {"within": ["country"]}}, "several lists"),
    ],
)
def test_what_cannot_be_computed_says_why(
    settings: dict[str, Any], why: str, tmp_path: Path
) -> None:
    evaluation = evaluated(scheme_of(6, **settings), table_of(8, 6))
    sheet = opened(book_of(evaluation, tmp_path))["Your weights"]
    assert why in str(sheet["A2"].value)


def test_a_list_without_a_tree_has_no_such_sheet(tmp_path: Path) -> None:
    evaluation = evaluated(scheme_of(6, tree=None, rank={"by": "x0"}), table_of(8, 6))
    assert "Your weights" not in opened(book_of(evaluation, tmp_path)).sheetnames


def test_every_formula_says_what_it_leaves_out() -> None:
    for method in FORMULAS:
        spec = (
            Power(exponent=2)
            if method == "power"
            else Arithmetic().model_copy(update={"method": method})
        )
        text = formula("$B$1:$C$1", "B2:C2", spec)
        assert text.startswith("=IFERROR(IF(OR(")
        assert text.count("(") == text.count(")")
