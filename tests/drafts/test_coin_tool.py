"""Drafts from the COIN Tool's workbook, whose layout is written here without its labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from steelyard.data.dataset import Dataset
from steelyard.drafts.draft import Draft, draft
from steelyard.errors import DataError, UsageError
from steelyard.evaluation.evaluate import evaluate
from steelyard.scheme.scheme import Scheme

# Rows 7 to 16 of the sheet Database, from column E on: weight, direction, goalposts, the four
# levels from the index down, name and code.
ROWS: dict[int, tuple[object, ...]] = {
    7: (1, 2, 1 / 3, 1),
    8: (1, -1, 1, 1),
    9: (0, None, 0, 5),
    10: (100, None, 50, 5),
    11: ("Index",) * 4,
    12: ("si.01", "si.01", "si.02", "si.02"),
    13: ("p.01", "p.01", "p.02", "p.03"),
    14: ("sp.01", "sp.02", "sp.03", "sp.04"),
    15: ("Literacy (%)", "Deaths", "Income", "Jobs"),
    16: ("Ind.01", "Ind.02", "Ind.03", "Ind.04"),
}
UNITS: dict[int, tuple[object, ...]] = {
    17: ("Aland", "ALA", 99, 5, 10, 3),
    18: ("Beland", "BEL", 50, "n/a", 40, 4),
    20: ("Celand", "CEL", 80, 9, 20, 5),
}
TREE: tuple[tuple[str, float, str], ...] = (
    *(("sp.01", 1, "One"), ("sp.02", 1, "Two"), ("sp.03", 1, "Three"), ("sp.04", 1, "Four")),
    *(("p.01", 2, "Health"), ("p.02", 1, "Money"), ("p.03", 0.5, "Work")),
    *(("si.01", 1, "People"), ("si.02", 3, "Economy"), ("Index", 1, "Well-being")),
)


@dataclass(frozen=True)
class Book:
    """What a workbook holds."""

    rows: Mapping[int, tuple[object, ...]] = field(default_factory=lambda: ROWS)
    units: Mapping[int, tuple[object, ...]] = field(default_factory=lambda: UNITS)
    tree: tuple[tuple[str, float, str], ...] = TREE
    headers: tuple[str | None, str | None] = ("Unit name", "Unit code")
    labels: str | None = None
    framework_header: int = 4
    framework: bool = True
    database: str = "Database"

    def write(self, path: Path) -> Path:
        with xlsxwriter.Workbook(path) as book:
            self._database(book.add_worksheet(self.database))
            book.add_worksheet("Statistics").write("A1", "not read")
            if self.framework:
                self._framework(book.add_worksheet("Framework"))
        return path

    def _database(self, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        for row, cells in self.rows.items():
            if self.labels is not None:
                sheet.write(row - 1, 0, f"{self.labels} {row}")
                sheet.write(row - 1, 3, self.labels)
            sheet.write_row(row - 1, 4, cells)
        sheet.write_row(15, 1, self.headers)
        for row, (name, code, *figures) in self.units.items():
            sheet.write_row(row - 1, 1, [name, code])
            sheet.write_row(row - 1, 4, figures)

    def _framework(self, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        head = self.framework_header
        sheet.write(head - 1, 7, "Dimension/indicator")
        for at in range(48):
            code, weight, name = self.tree[at] if at < len(self.tree) else (f"sp.{at}", 0, "--")
            if self.labels is not None:
                sheet.write(head + at, 0, f"{self.labels} {at}")
            sheet.write(head + at, 2, code)
            sheet.write(head + at, 4, weight)
            sheet.write(head + at, 7, name)


@pytest.fixture
def drafted(tmp_path: Path) -> Callable[..., Draft]:
    """Draft from a workbook, whole or changed."""

    def draft_book(**changes: Any) -> Draft:
        return draft([replace(Book(), **changes).write(tmp_path / "tool.xlsx")])

    return draft_book


Make = Callable[..., Draft]


def shape(scheme: Scheme) -> dict[str, int]:
    assert scheme.tree is not None
    return {name: depth for name, _node, depth in scheme.tree.walk(scheme.root)}


def test_four_levels(drafted: Make) -> None:
    scheme = Scheme.parse(drafted().text)
    assert shape(scheme) == {
        "Index": 0,
        "si_01": 1,
        "p_01": 2,
        "sp_01": 3,
        "ind_01": 4,
        "sp_02": 3,
        "ind_02": 4,
        "si_02": 1,
        "p_02": 2,
        "sp_03": 3,
        "ind_03": 4,
        "p_03": 2,
        "sp_04": 3,
        "ind_04": 4,
    }
    assert scheme.title == "Well-being"


def test_weights_and_directions(drafted: Make) -> None:
    nodes = Scheme.parse(drafted().text).nodes()
    weights = {name: nodes[name].weight for name in ("si_02", "p_01", "p_03", "ind_02", "ind_03")}
    assert weights == {"si_02": 3, "p_01": 2, "p_03": 0.5, "ind_02": 2, "ind_03": 1 / 3}
    assert [nodes[f"ind_0{n}"].direction for n in (1, 2, 3, 4)] == ["up", "down", "up", "up"]


def test_names_and_units_of_measurement(drafted: Make) -> None:
    scheme = Scheme.parse(drafted().text)
    literacy = scheme.table.columns["ind_01"]
    assert (literacy.title, literacy.unit, literacy.headers) == ("Literacy", "%", ("Ind.01",))
    assert scheme.nodes()["p_02"].title == "Money"
    assert (scheme.units.key, scheme.units.title) == ("unit_code", "unit_name")


def test_goalposts_are_remarks_where_they_are_two(drafted: Make) -> None:
    text = drafted().text
    assert "lower: 0, upper: 100, range: [0, 100]" in text
    assert "lower: 0, upper: 50, range: [0, 100]" in text
    assert text.count("goalposts are") == 2


def test_the_draft_runs_on_the_workbook(drafted: Make) -> None:
    made = drafted()
    scheme = Scheme.parse(made.text)
    evaluation = evaluate(scheme, Dataset.read(scheme.inputs, made.data))
    frame = evaluation.units_frame
    assert frame["unit_code"].to_list() == ["ALA", "BEL", "CEL"]
    assert frame["ind_02"].to_list() == [5.0, None, 9.0]
    # People 3/4·… : ALA 100 and 100, BEL 0, CEL 30/49 and 0; Economy 0, 5/6, 5/9 by its pillars.
    people = [100, 0, 100 * (30 / 49) / 2]
    economy = [0, (2 * 100 + 50) / 3, (2 * 100 / 3 + 100) / 3]
    expected = [(p + 3 * e) / 4 for p, e in zip(people, economy, strict=True)]
    assert evaluation.node_scores["Index"].tolist() == pytest.approx(expected)


@pytest.mark.parametrize("labels", ["Label", "標籤", "Ind"])
def test_labels_make_no_difference(drafted: Make, labels: str) -> None:
    assert Scheme.parse(drafted(labels=labels).text) == Scheme.parse(drafted().text)


def test_the_first_edition_is_a_row_lower(drafted: Make) -> None:
    assert drafted(framework_header=5).text == drafted().text


FLAT = ROWS | {12: ("si.01",) * 4, 14: ("sp.01",) * 4}


def test_levels_with_one_code_are_left_out(drafted: Make) -> None:
    made = drafted(rows=FLAT, tree=TREE[4:7] + TREE[9:])
    depths = shape(Scheme.parse(made.text))
    assert depths == {
        "Index": 0,
        "p_01": 1,
        "ind_01": 2,
        "ind_02": 2,
        "p_02": 1,
        "ind_03": 2,
        "p_03": 1,
        "ind_04": 2,
    }
    assert "All indicators are under" not in made.text


def test_a_named_level_that_is_left_out_is_told(drafted: Make) -> None:
    made = drafted(rows=FLAT)
    assert "All indicators are under sp.01, si.01" in made.text


def test_a_workbook_without_headers_of_the_units(drafted: Make) -> None:
    made = drafted(headers=(None, None))
    assert "The cell C16 is empty: write “code” into it" in made.text
    assert "The cell B16 is empty: write “name” into it" in made.text
    assert Scheme.parse(made.text).units.key == "code"


def test_text_among_the_figures_is_asked_about(drafted: Make) -> None:
    units = UNITS | {17: ("Aland", "ALA", "x", 5, 10, 3), 21: ("Deland", "DEL", 7, 7, 7, 7)}
    made = drafted(units=units)
    assert Scheme.parse(made.text).table.columns["ind_01"].missing == ("x",)


def without(*rows: int) -> dict[int, tuple[object, ...]]:
    return {row: cells for row, cells in ROWS.items() if row not in rows}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rows": without(16)}, "no indicator codes such as Ind.01"),
        ({"rows": without(8)}, r"\[Database\]:8: Ind.01, .*: Expected directions here"),
        ({"rows": without(7)}, r"\[Database\]:7: .* Expected weights here"),
        ({"rows": without(11)}, r"\[Database\]:11: .* Expected the code of the index"),
        ({"rows": without(15)}, r"\[Database\]:15: .* Expected the names of the indicators"),
        ({"rows": ROWS | {8: (1, 0, 1, 1)}}, r"\[Database\]:8: Ind.02: Expected directions"),
        ({"rows": ROWS | {7: (1, 1, 1, -1)}}, r"\[Database\]:7: Ind.04: Expected weights"),
        ({"rows": ROWS | {13: ("p.01", "p.02", "p.02", "p.03")}}, "“p.02” is part of several"),
        ({"tree": TREE[1:]}, r"\[Framework\]: The aggregate “sp.01” .* is not here"),
        (
            {"tree": (("sp.01", "heavy", "One"), *TREE[1:])},
            r"\[Framework\]:5: sp.01: Expected a weight",
        ),
        ({"framework": False}, "no sheet Framework"),
    ],
)
def test_what_is_not_as_the_tool_has_it(
    drafted: Make, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(DataError, match=said):
        drafted(**changes)


def test_rows_cut_off_above_the_codes(tmp_path: Path) -> None:
    path = tmp_path / "tool.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Database")
        sheet.write_row(0, 4, ["Ind.01", "Ind.02"])
        sheet.write_row(1, 1, ["A", "B", None, 1, 2])
        book.add_worksheet("Framework")
    with pytest.raises(DataError, match="Rows are missing above the indicator codes"):
        draft([path])


def test_the_workbook_comes_alone(tmp_path: Path, write: Callable[..., Path]) -> None:
    workbook = Book().write(tmp_path / "tool.xlsx")
    with pytest.raises(UsageError, match="name it alone"):
        draft([write([["land", "x"], ["A", 1]]), workbook])


def test_a_database_of_another_kind_is_a_table(drafted: Make, tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Database")
        for row, cells in enumerate([["land", "x"], ["A", 1], ["B", 2]]):
            sheet.write_row(row, 0, cells)
    assert list(Scheme.parse(draft([path]).text).indicators()) == ["x"]
