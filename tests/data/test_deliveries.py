"""Deliveries of several suppliers: each checked by itself, put together, accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steelyard import Dataset, Scheme
from steelyard.data.deliveries import Receiver
from steelyard.data.given import Delivered, Given
from steelyard.data.page import Limits
from steelyard.data.reception import ACCOUNT
from steelyard.errors import DataError
from steelyard.i18n import set_language
from tests.deliveries import (
    FUNDS,
    INVESTMENTS,
    Sheets,
    account,
    book,
    fund,
    plain,
    read,
    rows,
    scheme,
    told,
)


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> Scheme:
    return scheme(tmp_path_factory.mktemp("scheme"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "in"


def test_workbooks_in_three_languages_with_sheets_in_any_order(
    declared: Scheme, folder: Path
) -> None:
    book(
        folder / "simplified.xlsx",
        {
            "投资": [["投资金额（亿元）", "基金代码", "大类", "投资编号"], [1, "甲", "39", "i1"]],
            "说明": [],
            "基金": [["层级", "基金代码"], ["国家级", "甲"]],
        },
    )
    book(
        folder / "traditional.xlsx",
        {
            "基金": [["基金代碼", "層級"], ["乙", "地方級"]],
            "投資": [["fund", "Investment", "division", "Amount (万元)"], ["乙", "i1", 13, 5]],
        },
    )
    book(
        folder / "english.xlsx",
        {
            "Funds": [["Fund code", "Level"], ["C", "LOCAL"]],
            "Investments": [
                ["Fund code", "Investment", "Division", "Amount"],
                ["C", "i1", "27", 7],
            ],
        },
    )
    data = read(declared, folder)
    assert rows(data.tables["funds"], "fund", "level", "_row", "_delivery") == [
        ("C", "local", 2, "english.xlsx"),
        ("甲", "national", 2, "simplified.xlsx"),
        ("乙", "local", 2, "traditional.xlsx"),
    ]
    assert rows(data.tables["investments"], "fund", "amount") == [
        ("C", 7.0),
        ("甲", 10000.0),
        ("乙", 5.0),
    ]
    assert {f.delivery for f in data.findings if f.code == "converted"} == {"simplified.xlsx"}
    assert data.deliveries is not None
    assert data.deliveries.schema == ACCOUNT


def test_one_of_three_is_refused_whole_and_the_others_go_on(declared: Scheme, folder: Path) -> None:
    book(folder / "a.xlsx", fund("F1", 10, 20))
    book(folder / "b.xlsx", fund("F2", 5, -7))
    book(folder / "c.xlsx", fund("F3", 1))
    data = read(declared, folder)
    assert rows(data.tables["funds"], "fund") == [("F1",), ("F3",)]
    assert data.tables["investments"]["amount"].sum() == 31
    columns = ("status", "rows", "kept", "double", "refused", "amount", "amount_kept")
    assert account(data, *columns) == {
        ("a.xlsx", "funds"): ("accepted", 1, 1, 0, 0, None, None),
        ("a.xlsx", "investments"): ("accepted", 2, 2, 0, 0, 30.0, 30.0),
        ("a.xlsx", "notes"): ("absent", 0, 0, 0, 0, None, None),
        ("b.xlsx", "funds"): ("refused", 1, 0, 0, 1, None, None),
        ("b.xlsx", "investments"): ("refused", 2, 0, 0, 2, -2.0, 0.0),
        ("b.xlsx", "notes"): ("absent", 0, 0, 0, 0, None, None),
        ("c.xlsx", "funds"): ("accepted", 1, 1, 0, 0, None, None),
        ("c.xlsx", "investments"): ("accepted", 1, 1, 0, 0, 1.0, 1.0),
        ("c.xlsx", "notes"): ("absent", 0, 0, 0, 0, None, None),
    }  # fmt: skip
    (problem,) = (finding for finding in data.findings if finding.code == "delivery-problem")
    assert (problem.delivery, problem.table, problem.row, problem.column, problem.severity) == (
        "b.xlsx",
        "investments",
        3,
        "amount",
        "warning",
    )
    assert str(problem.message) == "-7 is less than 0, the least allowed."


WRONG: dict[str, tuple[Sheets, str]] = {
    "negative amount": (fund("F1", -1), "b.xlsx[investments]:2:4: amount: -1 is less than 0"),
    "unknown fund": (
        plain([["F1", "local"]], [["F9", "i", "39", 1]]),
        "b.xlsx[investments]:2: fund: “F9” is not in funds.fund.",
    ),
    "unknown industry": (
        plain([["F1", "local"]], [["F1", "i", "99", 1]]),
        "b.xlsx[investments]:2: division: “99” is not in divisions.division.",
    ),
    "unknown choice": (
        plain([["F1", "county"]], [["F1", "i", "39", 1]]),
        "“county” is not one of the values allowed: national (National), local (Local)",
    ),
    "double key": (
        plain([["F1", "local"]], [["F1", "i", "39", 1], ["F1", "i", "39", 2]]),
        "“F1, i” stands in row 2 already",
    ),
    "share above 100": (
        {
            "funds": [FUNDS, ["F1", "local"]],
            "investments": [[*INVESTMENTS, "stake"], ["F1", "i", "39", 1, 101]],
        },
        "b.xlsx[investments]:2:5: stake: 101 is outside the allowed range, 0 to 100",
    ),
    "missing table": (
        {"funds": [FUNDS, ["F1", "local"]]},
        "The delivery has no table “investments”",
    ),
    "missing column": (
        {"funds": [["fund"], ["F1"]], "investments": []},
        "b.xlsx[funds]: level: The file has no column “level”",
    ),
    "a table twice": (
        {**fund("F1", 1), "基金": [FUNDS, ["F1", "local"]]},
        "“F1” stands in b.xlsx[funds], row 2, already",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_in_a_delivery_refuses_it(declared: Scheme, folder: Path, case: str) -> None:
    sheets, said = WRONG[case]
    book(folder / "a.xlsx", fund("A", 1))
    book(folder / "b.xlsx", sheets)
    data = read(declared, folder)
    assert data.tables["funds"]["fund"].to_list() == ["A"]
    statuses = {status for (_name,), status in _statuses(data, "b.xlsx")}
    assert "accepted" not in statuses
    assert data.deliveries is not None
    problems = data.deliveries.filter(delivery="b.xlsx")["problems"].drop_nulls()
    assert any(said in text for text in problems), problems.to_list()
    assert told(data, "delivery-problem")[0][0] == "b.xlsx"


def _statuses(data: Dataset, delivery: str) -> list[tuple[tuple[str], str]]:
    return [
        ((table,), found[0])
        for (name, table), found in account(data, "status").items()
        if name == delivery
    ]


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 no workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b""]
)
def test_a_delivery_that_cannot_be_opened_is_refused_uncounted(
    declared: Scheme, folder: Path, content: bytes
) -> None:
    book(folder / "a.xlsx", fund("A", 1))
    (folder / "b.xlsx").write_bytes(content)
    data = read(declared, folder)
    found = account(data, "status", "rows", "kept", "refused")
    assert found["b.xlsx", "funds"] == ("refused", None, 0, None)
    assert found["b.xlsx", "investments"] == ("refused", None, 0, None)
    assert rows(data.tables["funds"], "fund") == [("A",)]


def test_rows_are_counted_even_where_no_column_is_found(declared: Scheme, folder: Path) -> None:
    book(folder / "a.xlsx", fund("A", 1))
    book(folder / "b.xlsx", {"funds": [["x", "y"], [1, 2], [3, 4]], "investments": [["z"], [1]]})
    found = account(read(declared, folder), "rows", "refused", "amount")
    assert found["b.xlsx", "funds"] == (2, 2, None)
    assert found["b.xlsx", "investments"] == (1, 1, None)


def test_an_amount_that_cannot_be_read_is_not_known(declared: Scheme, folder: Path) -> None:
    book(folder / "a.xlsx", fund("A", 1))
    book(
        folder / "b.xlsx", plain([["F", "local"]], [["F", "i", "39", "much"], ["F", "j", "39", 1]])
    )
    found = account(read(declared, folder), "rows", "amount", "amount_refused")
    assert found["b.xlsx", "investments"] == (2, None, None)


def test_if_all_are_refused_the_problems_of_all_are_told(declared: Scheme, folder: Path) -> None:
    book(folder / "a.xlsx", fund("A", -1))
    book(folder / "b.xlsx", fund("B", 1, -2))
    with pytest.raises(DataError) as caught:
        read(declared, folder)
    places = [(problem.file, problem.line) for problem in caught.value.problems]
    assert places == [("a.xlsx[investments]", 2), ("b.xlsx[investments]", 3)]


def test_a_row_that_two_deliver_alike_is_kept_once(declared: Scheme, folder: Path) -> None:
    book(folder / "a.xlsx", fund("F1", 10, 20))
    book(folder / "b.xlsx", fund("F1", 10, 20, 30))
    data = read(declared, folder)
    assert rows(data.tables["funds"], "fund", "_delivery") == [("F1", "a.xlsx")]
    assert rows(data.tables["investments"], "investment", "_row", "_delivery") == [
        ("i0", 2, "a.xlsx"),
        ("i1", 3, "a.xlsx"),
        ("i2", 4, "b.xlsx"),
    ]
    counts = ("rows", "kept", "double", "refused", "amount", "amount_kept", "amount_double")
    found = account(data, *counts)
    assert found["a.xlsx", "investments"] == (2, 2, 0, 0, 30.0, 30.0, 0.0)
    assert found["b.xlsx", "investments"] == (3, 1, 2, 0, 60.0, 30.0, 30.0)
    assert not told(data, "double-different")


def test_a_row_that_two_deliver_differently_is_refused_with_what_refers_to_it(
    declared: Scheme, folder: Path
) -> None:
    book(folder / "a.xlsx", fund("F1", 10, 20))
    book(folder / "b.xlsx", plain([["F1", "national"], ["F2", "local"]], [["F2", "i", "39", 1]]))
    (folder / "reviews.csv").write_text("fund,met\nF1,yes\nF2,no\n")
    data = read(declared, folder)
    assert rows(data.tables["funds"], "fund") == [("F2",)]
    assert rows(data.tables["investments"], "fund", "amount") == [("F2", 1.0)]
    assert rows(data.tables["reviews"], "fund") == [("F2",)]
    (finding,) = (f for f in data.findings if f.code == "double-different")
    assert str(finding.message) == (
        "“F1” is delivered 2 times, with a different level: a.xlsx, 2; b.xlsx, 2. None of these "
        "rows was taken."
    )
    assert (finding.severity, finding.table) == ("warning", "funds")
    assert told(data, "refers-to-refused") == [
        ("a.xlsx", "investments", 2),
        (None, "reviews", 2),
    ]
    found = account(data, "rows", "kept", "refused", "amount_refused", "refused_keys")
    assert found["a.xlsx", "funds"] == (1, 0, 1, None, ["F1"])
    assert found["a.xlsx", "investments"] == (2, 0, 2, 30.0, [])
    assert found["b.xlsx", "funds"] == (2, 1, 1, None, ["F1"])
    assert found["reviews.csv", "reviews"] == (2, 1, 1, None, ["F1"])


def test_rows_without_a_key_are_double_as_often_as_they_stand_elsewhere(
    declared: Scheme, folder: Path
) -> None:
    head = ["fund", "note"]
    said, other = ["F1", "x"], ["F1", "y"]
    book(folder / "a.xlsx", {**fund("F1", 1), "notes": [head, said, said]})
    book(folder / "b.xlsx", {**fund("F1", 1), "notes": [head, said, other]})
    data = read(declared, folder)
    assert rows(data.tables["notes"], "note", "_delivery") == [
        ("x", "a.xlsx"),
        ("x", "a.xlsx"),
        ("y", "b.xlsx"),
    ]
    assert account(data, "rows", "kept", "double")["b.xlsx", "notes"] == (2, 1, 1)


def test_a_folder_of_files_or_workbooks_is_one_delivery(declared: Scheme, folder: Path) -> None:
    book(folder / "a" / "one.xlsx", fund("F1", 1))
    book(folder / "a" / "two.xlsx", fund("F2", 2))
    (folder / "a" / "notes.csv").write_text("fund,note\nF1,x\n")
    (folder / "a" / "letter.pdf").write_text("x")
    data = read(declared, folder)
    assert rows(data.tables["funds"], "fund", "_delivery") == [("F1", "a"), ("F2", "a")]
    assert account(data, "rows")["a", "notes"] == (1,)
    assert sorted(data.sources) == ["a/notes.csv", "a/one.xlsx", "a/two.xlsx", "divisions"]
    assert told(data, "file-ignored") == [("a", None, None)]


def test_a_supplier_gives_only_its_own_tables(declared: Scheme, folder: Path) -> None:
    good = [["fund", "met"], ["F1", "yes"]]
    book(folder / "a.xlsx", {**fund("F1", 1), "reviews": good, "register": [["fund"]]})
    data = read(declared, folder)
    assert "reviews" not in data.tables
    assert told(data, "not-theirs") == [("a.xlsx", "reviews", None)]


def test_sheets_of_templates_are_left_out_in_silence_others_are_told(
    declared: Scheme, folder: Path
) -> None:
    extra = {"Read me": [["x"]], "Lists": [["x"]], "Sheet2": [], "investmnts": [["fund"]]}
    book(folder / "a.xlsx", {**fund("F1", 1), **extra})
    data = read(declared, folder)
    (finding,) = (f for f in data.findings if f.code == "sheet-ignored")
    assert str(finding.message).startswith("The sheet a.xlsx[investmnts] was left out")


def test_a_row_of_a_table_given_once_that_refers_to_nobody_s_is_refused(
    declared: Scheme, folder: Path
) -> None:
    book(folder / "a.xlsx", fund("F1", 1))
    (folder / "reviews.csv").write_text("fund,met\nF1,yes\nF9,no\n")
    data = read(declared, folder)
    assert rows(data.tables["reviews"], "fund", "_row") == [("F1", 2)]
    assert "_delivery" not in data.tables["reviews"].columns


def test_reference_data_may_be_given_too(declared: Scheme, folder: Path) -> None:
    book(folder / "a.xlsx", plain([["F1", "local"]], [["F1", "i", "99", 1]]))
    (folder / "divisions.csv").write_text("division\n99\n")
    data = read(declared, folder)
    assert data.tables["divisions"]["division"].to_list() == ["99"]
    assert not data.sources["divisions"].bundled


def test_texts_of_the_account_are_english_in_every_language(declared: Scheme, folder: Path) -> None:
    book(folder / "a.xlsx", fund("A", 1))
    book(folder / "b.xlsx", plain([["F", "county"]], [["F", "i", "39", 1]]))
    english = read(declared, folder)
    try:
        set_language("zh-Hant")
        chinese = read(declared, folder)
    finally:
        set_language(None)
    assert english.deliveries is not None
    assert chinese.deliveries is not None
    assert english.deliveries.equals(chinese.deliveries)


def test_units_and_encodings_go_to_the_files_of_deliveries(declared: Scheme, folder: Path) -> None:
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "funds.csv").write_text("fund,level\n甲,國家級\n", encoding="big5")
    text = "fund,investment,division,amount\n甲,i,39,2\n"
    (folder / "a" / "investments.csv").write_text(text, encoding="big5")
    delivered = Delivered("a", {p.name: p for p in sorted((folder / "a").iterdir())})
    tables = ("funds", "investments", "notes")
    data = Dataset.read(
        declared.inputs,
        Given({}, (delivered,), frozenset(tables)),
        encodings=dict.fromkeys(tables, "big5"),
        units={"investments": {"amount": "亿元"}},
    )
    assert rows(data.tables["investments"], "fund", "amount") == [("甲", 20000.0)]


CODES = st.sampled_from(["F1", "F2", "F3"])
AMOUNTS = st.integers(-1, 3)
HOLDINGS = st.lists(
    st.tuples(CODES, st.sampled_from(["i", "j"]), AMOUNTS),
    max_size=4,
    unique_by=lambda row: row[:2],
)
FUND_ROWS = st.dictionaries(CODES, st.sampled_from(["local", "national"]), max_size=3)
DELIVERIES = st.lists(st.tuples(FUND_ROWS, HOLDINGS), min_size=1, max_size=4)


def _files(folder: Path, deliveries: list[Any]) -> list[Delivered]:
    found = []
    for at, (funds, holdings) in enumerate(deliveries):
        here = folder / f"d{at}"
        here.mkdir(parents=True, exist_ok=True)
        lines = ["fund,level", *(f"{code},{level}" for code, level in funds.items())]
        (here / "funds.csv").write_text("\n".join(lines) + "\n")
        lines = ["fund,investment,division,amount"]
        lines += [f"{code},{name},39,{amount}" for code, name, amount in holdings]
        (here / "investments.csv").write_text("\n".join(lines) + "\n")
        found.append(Delivered(here.name, {f"{here.name}/{p.name}": p for p in here.iterdir()}))
    return found


@given(deliveries=DELIVERIES, data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_counted_twice_or_lost(
    declared: Scheme, tmp_path_factory: pytest.TempPathFactory, deliveries: Any, data: Any
) -> None:
    files = _files(tmp_path_factory.mktemp("in"), deliveries)
    delivered = frozenset({"funds", "investments", "notes"})
    shuffled = data.draw(st.permutations(files))
    try:
        found = Dataset.read(declared.inputs, Given.of({}, files, delivered))
    except DataError:
        with pytest.raises(DataError):
            Dataset.read(declared.inputs, Given.of({}, shuffled, delivered))
        return
    assert found.deliveries is not None
    for (funds, holdings), (delivery, rows_of) in zip(
        deliveries, found.deliveries.group_by("delivery", maintain_order=True), strict=True
    ):
        counts = {row["table"]: row for row in rows_of.iter_rows(named=True)}
        assert counts["funds"]["rows"] == len(funds), delivery
        assert counts["investments"]["rows"] == len(holdings)
        assert counts["investments"]["amount"] == sum(amount for _c, _n, amount in holdings)
        for row in counts.values():
            assert row["rows"] == row["kept"] + row["double"] + row["refused"]
        parts = [counts["investments"][f"amount_{f}"] for f in ("kept", "double", "refused")]
        assert counts["investments"]["amount"] == sum(parts)
    for name, frame in found.tables.items():
        own = found.deliveries.filter(pl.col("table") == name)
        if name in delivered:
            assert own["kept"].sum() == frame.height
    again = Dataset.read(declared.inputs, Given.of({}, shuffled, delivered))
    assert all(frame.equals(again.tables[name]) for name, frame in found.tables.items())
    assert again.deliveries is not None
    assert found.deliveries.equals(again.deliveries)
    assert found.findings == again.findings


def test_two_deliveries_of_any_order_differ_in_nothing_but_who_comes_first(
    declared: Scheme, folder: Path
) -> None:
    first, second = book(folder / "a.xlsx", fund("F1", 1)), book(folder / "b.xlsx", fund("F1", 1))
    receiver = Receiver(declared.inputs, frozenset({"funds", "investments"}), {}, {}, {}, Limits())
    one, other = (receiver.receive(Delivered("x", {p.name: p})) for p in (first, second))
    assert one.frames["funds"].equals(other.frames["funds"])
    assert (one.refused, one.tables) == (False, ("funds", "investments"))
