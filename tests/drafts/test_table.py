"""Drafts from any table: they load, they run, and they ask what the table does not tell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from steelyard.data.dataset import Dataset
from steelyard.drafts.draft import Draft, draft
from steelyard.errors import DataError
from steelyard.evaluation.evaluate import evaluate
from steelyard.evaluation.evaluation import Evaluation
from steelyard.i18n import set_language
from steelyard.library import sample
from steelyard.scheme.scheme import Scheme

Make = Callable[..., Draft]

COUNTRIES = sample("tai")["countries"]
BRANDS = sample("brand-list")["brands"]


def scheme_of(drafted: Draft) -> Scheme:
    return Scheme.parse(drafted.text)


def run(drafted: Draft) -> Evaluation:
    scheme = scheme_of(drafted)
    return evaluate(scheme, Dataset.read(scheme.inputs, drafted.data))


@pytest.mark.parametrize("file", [COUNTRIES, BRANDS], ids=lambda file: file.stem)
def test_what_is_drafted(file: Path, snapshot: SnapshotAssertion) -> None:
    assert draft([file]).text == snapshot


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_the_scheme_does_not_depend_on_the_language(language: str) -> None:
    expected = scheme_of(draft([COUNTRIES]))
    set_language(language)
    assert scheme_of(draft([COUNTRIES])) == expected


def test_a_draft_ranks_by_its_indicators() -> None:
    evaluation = run(draft([COUNTRIES]))
    assert evaluation.ranking["country"][0] == "Finland"
    assert evaluation.ranking.height == 23


def test_a_draft_keeps_a_rank_where_there_are_no_figures() -> None:
    ranking = run(draft([BRANDS])).ranking
    assert ranking.select("rank", "brand").row(0) == (8, "華為")


HEADERS = ["Firm", "Sector", "R&D (€ million)", "Debt ratio (%)", "R&D growth", "Note"]
FIRMS = [
    HEADERS,
    ["A", "Cars", "1,200", "45%", "n.d.", "big"],
    ["B", "Cars", "300", "30%", "2.5", "old"],
    ["C", "Drugs", "", "10%", "-1", "new"],
    ["D", "Drugs", "50", "5%", "0", "far"],
]


def test_columns_are_declared_as_they_are_printed(drafted: Make) -> None:
    columns = scheme_of(drafted(FIRMS)).table.columns
    assert list(columns) == ["Firm", "Sector", "rd", "debt_ratio", "rd_growth", "Note"]
    assert columns["rd"].headers == ("R&D (€ million)",)
    assert (columns["rd"].title, columns["rd"].unit) == ("R&D", "EUR million")
    assert columns["debt_ratio"].unit == "%"
    assert columns["rd_growth"].missing == ("n.d.",)
    assert {name for name, column in columns.items() if column.type == "number"} == {
        "rd",
        "debt_ratio",
        "rd_growth",
    }


def test_units_are_described(drafted: Make) -> None:
    units = scheme_of(drafted(FIRMS)).units
    assert (units.key, units.title, units.groups, units.period) == ("Firm", None, ("Sector",), None)


def test_directions_are_guessed(drafted: Make) -> None:
    directions = {n: i.direction for n, i in scheme_of(drafted(FIRMS)).indicators().items()}
    assert directions == {"rd": "up", "debt_ratio": "down", "rd_growth": "up"}


def test_figures_are_read_as_they_were_profiled(drafted: Make) -> None:
    frame = run(drafted(FIRMS)).units_frame
    assert frame["rd"].to_list() == [1200.0, 300.0, None, 50.0]
    assert frame["debt_ratio"].to_list() == [45.0, 30.0, 10.0, 5.0]
    assert frame["rd_growth"].to_list() == [None, 2.5, -1.0, 0.0]


def asks(drafted: Draft, text: str) -> bool:
    said = " ".join(line.lstrip(" #?") for line in drafted.text.splitlines() if "#" in line)
    return text in said


@pytest.mark.parametrize(
    "question",
    [
        "Of 12 figures 2 are missing, in rd, rd_growth.",
        "Do these mean “no value”? n.d. (1)",
        "Is less better?",
        "Is more better?",
        "In which units are rd_growth?",
    ],
)
def test_what_the_table_does_not_tell_is_asked(drafted: Make, question: str) -> None:
    assert asks(drafted(FIRMS), question)


def test_questions_are_counted(drafted: Make) -> None:
    made = drafted(FIRMS)
    assert made.questions == made.text.count("# ? ") > 5


def test_complete_and_even_figures_raise_no_question_about_steps(drafted: Make) -> None:
    made = drafted([["land", "x"], ["A", 1], ["B", 2], ["C", 3], ["D", 4]])
    assert "impute" not in made.text
    assert "treat" not in made.text


def test_outliers_are_asked_about(drafted: Make) -> None:
    made = drafted([["land", "x"], *([f"L{at}", at] for at in range(20)), ["M", 9999]])
    assert asks(made, "Outliers squeeze the other units together in x")


def test_equal_figures_are_asked_about(drafted: Make) -> None:
    made = drafted([["land", "x", "y"], ["A", 1, 5], ["B", 2, 5]])
    assert asks(made, "All figures are equal")


def test_notes_below_the_table_are_asked_about(drafted: Make) -> None:
    made = drafted([["land", "x"], ["A", 1], ["B", 2], ["Source: our own", ""]])
    assert asks(made, "Units without any figure: 1, such as “Source: our own”")


def test_columns_left_out_are_told(drafted: Make) -> None:
    made = drafted([["land", "x", "empty", "y", "y"], ["A", 1, "", 1, 2], ["B", 2, "", 3, 4]])
    assert list(scheme_of(made).table.columns) == ["land", "x"]
    assert asks(made, "Columns without any value were left out: empty.")
    assert asks(made, "Headers that stand twice were left out")
    assert run(made).ranking["land"].to_list() == ["B", "A"]


def test_a_column_spoilt_by_texts_is_told(drafted: Make) -> None:
    rows = [[f"L{at}", at, at if at % 2 else f"ca. {at}"] for at in range(20)]
    made = drafted([["land", "x", "y"], *rows])
    assert list(scheme_of(made).indicators()) == ["x"]
    assert asks(made, "“y” holds figures, but also texts such as “ca. 0”")


def test_a_slip_among_figures_is_told(drafted: Make) -> None:
    made = drafted([["land", "x"], *([f"L{at}", at] for at in range(9)), ["M", "1o"]])
    assert asks(made, "These are not figures: 1o (1).")
    assert run(made).units_frame["x"].null_count() == 1


def test_a_sign_of_several_currencies_is_asked_about(drafted: Make) -> None:
    assert asks(drafted([["land", "sales ($)"], ["A", 1], ["B", 2]]), "Which currency? One of USD")


def test_a_panel_has_a_period(drafted: Make) -> None:
    rows = [[land, year, year - 2000 + at] for at, land in enumerate("AB") for year in (2020, 2021)]
    made = drafted([["land", "年度", "x"], *rows])
    scheme = scheme_of(made)
    assert scheme.units.period == "年度"
    assert scheme.table.key == ("land", "年度")
    assert scheme.table.columns["年度"].type == "integer"
    assert run(made).ranking.height == 4


def test_a_rank_beside_figures_is_asked_about(drafted: Make) -> None:
    made = drafted([["Rank", "land", "x"], [1, "A", 2], [2, "B", 1]])
    assert "rank: {given: Rank}" in made.text
    assert list(scheme_of(made).indicators()) == ["x"]


def test_headers_that_collide(drafted: Make) -> None:
    headers = ["land", "x!", "x", "X", "x (%)", "index", "score", "grade"]
    made = drafted([headers, ["A", *range(1, 8)], ["B", *range(11, 18)]])
    assert len(scheme_of(made).indicators()) == 7
    assert run(made).ranking["land"].to_list() == ["B", "A"]


def test_chinese_headers(drafted: Make) -> None:
    made = drafted(
        [["企业名称", "行业", "营业收入（万元）", "负债"], ["甲", "电", 1, 2], ["乙", "车", 3, 4]]
    )
    columns = scheme_of(made).table.columns
    assert list(columns) == ["企业名称", "行业", "营业收入", "负债"]
    assert columns["营业收入"].unit == "万元"
    assert scheme_of(made).indicators()["负债"].direction == "down"
    assert run(made).ranking.height == 2


def test_the_name_is_made_a_name(drafted: Make) -> None:
    scheme = scheme_of(drafted([["land", "x"], ["A", 1]], "My 2nd index"))
    assert (scheme.scheme, scheme.title) == ("my_2nd_index", "My 2nd index")


def test_a_workbook_with_several_sheets(tmp_path: Path) -> None:
    path = tmp_path / "units.xlsx"
    notes, data = pl.DataFrame({"note": ["a"]}), pl.DataFrame({"land": ["A", "B"], "x": [1.5, 2]})
    with xlsxwriter.Workbook(path) as book:
        notes.write_excel(book, "Notes")
        data.write_excel(book, "Data")
    made = draft([path])
    assert scheme_of(made).table.sheet == "Data"
    assert asks(made, "The workbook has other sheets: Notes.")
    assert run(made).ranking["land"].to_list() == ["B", "A"]


def test_a_parquet_file(tmp_path: Path) -> None:
    path = tmp_path / "units.parquet"
    pl.DataFrame({"land": ["A", "B"], "x": [1, 2], "big": [True, False]}).write_parquet(path)
    made = draft([path])
    assert scheme_of(made).table.columns["big"].type == "boolean"
    assert run(made).ranking["land"].to_list() == ["B", "A"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_other_encodings(write: Callable[..., Path], encoding: str) -> None:
    cells = [["企业名称", "营业收入"], *([f"北京第{at}电子有限公司", at] for at in range(5))]
    assert run(draft([write(cells, encoding=encoding)])).ranking.height == 5


def test_a_table_that_refers_to_the_units(write: Callable[..., Path]) -> None:
    deals = write([["deal", "fund", "amount"], ["d1", "F1", 5], ["d2", "F2", 7]], "deals.csv")
    funds = write([["fund", "paid in"], ["F1", 10], ["F2", 20]], "funds.csv")
    made = draft([deals, funds])
    scheme = scheme_of(made)
    assert scheme.units.table == "funds"
    assert scheme.inputs["deals"].columns["fund"].references == "funds.fund"
    assert made.data == {"funds": funds, "deals": deals}
    assert "total_amount: {sum: {of: deals.amount}}" in made.text
    assert run(made).ranking["fund"].to_list() == ["F2", "F1"]


def test_a_table_that_refers_to_nothing(write: Callable[..., Path]) -> None:
    units = write([["land", "x"], ["A", 1], ["B", 2]])
    other = write([["town", "size"], ["t", 5]], "towns.csv")
    made = draft([units, other])
    assert "references: units.land" in made.text
    assert set(scheme_of(made).inputs) == {"units", "towns"}


def test_nothing_to_rank_by(drafted: Make) -> None:
    with pytest.raises(DataError, match="no column of figures and no rank"):
        drafted([["land", "town"], ["A", "a"], ["B", "b"]])


HEADER = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), min_size=1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(HEADER, min_size=1, max_size=4))
def test_whatever_the_headers_say_the_draft_loads(tmp_path: Path, headers: list[str]) -> None:
    path = tmp_path / "units.parquet"
    names = ["land", *dict.fromkeys(h for h in headers if h.strip() and h != "land")]
    frame = pl.DataFrame({n: ["A", "B"] if n == "land" else [1.5, 2.5] for n in names})
    frame.write_parquet(path)
    try:
        made = draft([path])
    except DataError:
        return
    assert set(scheme_of(made).indicators()) <= set(scheme_of(made).table.columns)
    assert len(scheme_of(made).table.columns) <= len(names)
