"""The rules of cells: what they let through, what they say, and that their lists are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from steelyard.i18n import LANGUAGES, set_language
from steelyard.library import names
from steelyard.scheme.scheme import Scheme
from steelyard.templates.books import books
from steelyard.templates.layout import Layout, lay_out
from steelyard.templates.validation import LAST_ROW, validation
from steelyard.templates.workbook import write_templates
from tests.templates.opened import MAIN, opened

RANGE = re.compile(r"'((?:[^']|'')+)'!\$([A-Z]+)\$(\d+)(?::\$([A-Z]+)\$(\d+))?")


@pytest.fixture
def layout(parks: Scheme) -> Layout:
    return lay_out(parks, books(parks)[0])


@pytest.mark.parametrize(
    ("table", "name", "rule"),
    [
        ("parks", "founded", ("integer", "between", "1800", "2100")),
        ("parks", "visitors", ("integer", ">=", "1", None)),
        ("parks", "budget", ("decimal", ">=", "0", None)),
        ("parks", "lawn", ("decimal", "between", "0", "100")),
        ("parks", "balance", ("decimal", "between", "-999999999999999", "999999999999999")),
        ("trees", "height", ("decimal", "<=", "120", None)),
    ],
)
def test_figures_are_bounded(
    layout: Layout, table: str, name: str, rule: tuple[str | None, ...]
) -> None:
    found = validation(layout, table, name) or {}
    kind, criteria, least, greatest = rule
    assert (found["validate"], found["criteria"]) == (kind, criteria)
    assert found.get("minimum", found.get("value")) == least
    assert found.get("maximum") == greatest
    assert "error_type" not in found


def test_any_text_goes_where_nothing_is_declared(layout: Layout) -> None:
    assert validation(layout, "parks", "name") is None


def test_days_are_days(layout: Layout) -> None:
    assert (validation(layout, "parks", "opened") or {})["validate"] == "date"


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("level", "='Lists'!$A$2:$A$3"),
        ("soil", "='Lists'!$C$2:$C$3"),
        ("province", "='Lists'!$E$2:$E$3"),
        ("lit", "='Lists'!$H$2:$H$3"),
    ],
)
def test_few_values_are_offered(layout: Layout, name: str, source: str) -> None:
    rule = validation(layout, "parks", name) or {}
    assert (rule["validate"], rule["source"]) == ("list", source)


def test_rows_of_another_sheet_are_offered_as_far_as_they_are_filled(layout: Layout) -> None:
    rule = validation(layout, "trees", "park") or {}
    assert rule["source"] == ("=OFFSET('Parks'!$A$2,0,0,MAX(1,COUNTA('Parks'!$A$2:$A$1048576)),1)")
    assert rule["error_type"] == "warning"


def test_a_table_in_another_workbook_gives_no_list(parks: Scheme) -> None:
    office = lay_out(parks, books(parks)[1])
    assert validation(office, "visits", "park") is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", names())
def test_every_rule_points_at_cells_that_are_there(
    tmp_path: Path, name: str, language: str
) -> None:
    set_language(language)
    for path in write_templates(Scheme.load(name), tmp_path):
        sheets = opened(path)
        for sheet in sheets.values():
            for rule in sheet.rules:
                for key, limit in {"prompt": 255, "error": 255, "promptTitle": 32}.items():
                    assert 0 < len(rule.get(key, "")) <= limit
                assert (rule.get("sqref") or "").endswith(str(LAST_ROW + 1))
                formula = rule.findtext(f"{MAIN}formula1") or ""
                assert (rule.get("type") == "list") == bool(RANGE.search(formula))
                for target, column, first, _column, last in RANGE.findall(formula):
                    cells = sheets[target.replace("''", "'")].texts
                    assert first == "2"
                    assert f"{column}1" in cells
                    if "OFFSET" not in formula:
                        assert all(f"{column}{row}" in cells for row in range(2, int(last) + 1))
                        assert f"{column}{int(last) + 1}" not in cells
