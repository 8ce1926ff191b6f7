"""Who delivered, what is missing, what came twice; and that an edition keeps it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from steelyard import Dataset, Edition, Scheme, evaluate, place, verify
from steelyard.cli.inputs import assign
from steelyard.errors import EditionError
from steelyard.evaluation.edition import digests
from steelyard.evaluation.reconciliation import expected, findings_of, resources, summary
from steelyard.i18n import set_language
from tests.deliveries import book, fund, plain, read, scheme


@pytest.fixture
def declared(tmp_path: Path) -> Scheme:
    return scheme(tmp_path / "scheme")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five deliveries: two good, one refused, one fund twice alike, one differently."""
    here = tmp_path / "in"
    book(here / "a.xlsx", fund("F1", 10, 20))
    book(here / "b.xlsx", {**fund("F2", 5, -7)})
    book(here / "c.xlsx", fund("F3", 1))
    book(here / "d.xlsx", plain([["F3", "local"], ["F5", "local"]], [["F3", "i0", "39", 1]]))
    book(here / "e.xlsx", plain([["F5", "national"], ["F6", "local"]], []))
    office = {"Register": [["fund"], *([f"F{at}"] for at in (1, 2, 3, 4, 5))]}
    book(here / "office.xlsx", office)
    return here


def test_expected_units_are_held_against_those_delivered(declared: Scheme, folder: Path) -> None:
    units = expected(declared, read(declared, folder))
    assert units is not None
    assert units.rows() == [
        ("F1", "delivered", "a.xlsx"),
        ("F2", "refused", "b.xlsx"),
        ("F3", "delivered", "c.xlsx"),
        ("F4", "missing", None),
        ("F5", "refused", "d.xlsx, e.xlsx"),
        ("F6", "unexpected", "e.xlsx"),
    ]


def test_what_was_found(declared: Scheme, folder: Path) -> None:
    found = findings_of(declared, read(declared, folder))
    assert [(f.code, f.severity, f.unit, f.delivery, f.table) for f in found] == [
        ("delivery-refused", "warning", None, "b.xlsx", None),
        ("double", "note", None, "d.xlsx", "funds"),
        ("double", "note", None, "d.xlsx", "investments"),
        ("unit-refused", "warning", "F2", "b.xlsx", None),
        ("not-delivered", "warning", "F4", None, None),
        ("unit-refused", "warning", "F5", "d.xlsx, e.xlsx", None),
        ("not-expected", "warning", "F6", "e.xlsx", None),
    ]
    assert [str(found[at].message) for at in (0, 1, 4)] == [
        "The delivery was refused as a whole, with 3 rows; problems: 1.",
        "Rows that another delivery holds alike were counted once: 1.",
        "“F4” is expected (register.fund), and nobody delivered it.",
    ]


def test_an_unreadable_delivery_is_told(declared: Scheme, folder: Path) -> None:
    (folder / "z.xlsx").write_bytes(b"PK\x03\x04")
    found = findings_of(declared, read(declared, folder))
    (finding,) = (f for f in found if f.delivery == "z.xlsx")
    assert str(finding.message) == (
        "The delivery was refused as a whole; problems: 1. It cannot be read, so its rows are not "
        "counted."
    )


def test_an_empty_template_is_told(declared: Scheme, folder: Path) -> None:
    book(folder / "z.xlsx", plain([], []))
    found = findings_of(declared, read(declared, folder))
    assert [(f.code, f.severity) for f in found if f.delivery == "z.xlsx"] == [
        ("delivery-empty", "warning")
    ]


def test_a_register_without_rows_expects_nothing(declared: Scheme, tmp_path: Path) -> None:
    book(tmp_path / "in" / "a.xlsx", fund("F1", 1))
    (tmp_path / "in" / "register.csv").write_text("fund\n")
    data = read(declared, tmp_path / "in")
    assert expected(declared, data) is None
    assert [f.code for f in findings_of(declared, data) if f.delivery is None] == [
        "expected-not-checked"
    ]


def test_it_needs_no_deliveries(declared: Scheme) -> None:
    frames = {
        "funds": pl.DataFrame({"fund": ["F1", "F2"], "level": "local"}),
        "investments": pl.DataFrame(
            schema={"fund": pl.String, "investment": pl.String, "division": pl.String}
            | {"amount": pl.Float64}
        ),
        "register": pl.DataFrame({"fund": ["F2", "F3"]}),
    }
    data = Dataset.from_frames(declared.inputs, frames)
    assert [(f.code, f.unit) for f in findings_of(declared, data)] == [
        ("not-expected", "F1"),
        ("not-delivered", "F3"),
    ]
    without = Dataset.from_frames(declared.inputs, {n: frames[n] for n in ("funds", "investments")})
    assert [(f.code, f.severity) for f in findings_of(declared, without)] == [
        ("expected-not-checked", "note")
    ]
    assert summary(declared, without) is None


def test_tables_of_an_edition(declared: Scheme, folder: Path) -> None:
    evaluation = evaluate(declared, read(declared, folder))
    tables = {resource.path: resource.frame for resource in resources(evaluation)}
    account = tables["data/reconciliation.csv"]
    assert account.filter(table="investments").select(
        "delivery", "status", "rows", "kept", "double", "refused", "amount", "amount_kept"
    ).rows() == [
        ("a.xlsx", "accepted", 2, 2, 0, 0, 30.0, 30.0),
        ("b.xlsx", "refused", 2, 0, 0, 2, -2.0, 0.0),
        ("c.xlsx", "accepted", 1, 1, 0, 0, 1.0, 1.0),
        ("d.xlsx", "accepted", 1, 0, 1, 0, 1.0, 0.0),
        ("e.xlsx", "accepted", 0, 0, 0, 0, 0.0, 0.0),
    ]
    assert tables["data/expected.csv"].height == 6
    assert not [dtype for dtype in account.dtypes if dtype.is_nested()]


def test_summary_for_programs(declared: Scheme, folder: Path) -> None:
    found = summary(declared, read(declared, folder))
    assert found is not None
    assert found["units"] == {
        "missing": ["F4"],
        "refused": ["F2", "F5"],
        "unexpected": ["F6"],
    }
    refused = {row["delivery"]: row for row in found["deliveries"]}["b.xlsx"]
    assert (refused["status"], refused["rows"], refused["refused"]) == ("refused", 3, 3)
    assert refused["problem"] == "investments:3: amount: -7 is less than 0, the least allowed."


@pytest.mark.parametrize("inputs", [True, False])
def test_an_edition_of_deliveries_is_verified(
    declared: Scheme, folder: Path, tmp_path: Path, inputs: bool
) -> None:
    edition = evaluate(declared, read(declared, folder)).write(tmp_path / "ed", inputs=inputs)
    assert edition.has_inputs == inputs
    given = None if inputs else assign(edition.scheme, "", [str(folder)])
    assert verify(edition, given).verdict == "identical"


def test_what_an_edition_keeps_is_read_back(declared: Scheme, folder: Path, tmp_path: Path) -> None:
    data = read(declared, folder)
    again = evaluate(declared, data).write(tmp_path / "ed").inputs()
    assert all(frame.equals(again.tables[name]) for name, frame in data.tables.items())
    assert data.deliveries is not None
    assert again.deliveries is not None
    assert again.deliveries.equals(data.deliveries)
    assert again.sources == data.sources
    assert [str(f.message) for f in again.findings] == [str(f.message) for f in data.findings]


def test_findings_of_an_edition_read_in_each_language(declared: Scheme, tmp_path: Path) -> None:
    book(tmp_path / "in" / "a.xlsx", fund("A", 1))
    book(tmp_path / "in" / "b.xlsx", plain([["B", "county"]], []))
    edition = evaluate(declared, read(declared, tmp_path / "in")).write(tmp_path / "ed")
    (finding,) = (f for f in edition.inputs().findings if f.code == "delivery-problem")
    assert "national (National)" in finding.message.render("en")
    assert "national (國家級)" in finding.message.render("zh-Hant")
    assert "national (国家级)" in finding.message.render("zh-Hans")


def test_an_edition_without_inputs_keeps_reference_data_and_nothing_else(
    declared: Scheme, folder: Path, tmp_path: Path
) -> None:
    edition = evaluate(declared, read(declared, folder)).write(tmp_path / "ed", inputs=False)
    kept = sorted(name for name in edition.manifest["files"] if name.startswith("input/"))
    assert kept == ["input/bundled.json", "input/divisions.parquet"]
    with pytest.raises(EditionError, match=r"give the files: a\.xlsx, b\.xlsx, .*office\.xlsx\.$"):
        verify(edition)


def test_newcomers_are_placed_against_the_edition_s_reference_data(
    declared: Scheme, folder: Path, tmp_path: Path
) -> None:
    edition = evaluate(declared, read(declared, folder)).write(tmp_path / "ed", inputs=False)
    book(tmp_path / "new.xlsx", fund("N", 15))
    found = place(edition, assign(edition.scheme, "", [str(tmp_path / "new.xlsx")]))
    assert found.frame.select("fund", "rank", "behind").rows() == [("N", 2, "F1")]


def test_the_language_of_the_run_does_not_show_in_the_tables(
    declared: Scheme, folder: Path, tmp_path: Path
) -> None:
    made: list[dict[str, Any]] = []
    for tag in ("en", "zh-Hant"):
        try:
            set_language(tag)
            evaluate(declared, read(declared, folder)).write(tmp_path / tag)
        finally:
            set_language(None)
        made.append(digests(Edition.open(tmp_path / tag).path))
    tables = [
        {n: d for n, d in files.items() if n.endswith((".csv", ".parquet"))} for files in made
    ]
    assert tables[0] == tables[1]
