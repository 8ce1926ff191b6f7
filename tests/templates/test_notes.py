"""What is said of each column: read as a person reads it, in three languages."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from steelyard.i18n import LANGUAGES, set_language
from steelyard.scheme.inputs import Column
from steelyard.scheme.scheme import Scheme
from steelyard.templates.books import books
from steelyard.templates.layout import lay_out
from steelyard.templates.notes import expected, listed, note


def notes(scheme: Scheme) -> dict[str, list[str]]:
    return {
        f"{table}.{name}": note(layout, table, name).split("\n")
        for layout in (lay_out(scheme, one) for one in books(scheme))
        for table, declared in layout.book.tables.items()
        for name in declared.columns
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notes(parks: Scheme, language: str, snapshot: SnapshotAssertion) -> None:
    set_language(language)
    assert notes(parks) == snapshot


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ({"range": (0, 100)}, ["Number", "From 0 to 100"]),
        ({"range": (None, 1e6)}, ["Number", "At most 1000000"]),
        ({"range": (-0.5, None), "unit": "%"}, ["Number", "Unit: %", "12.5 …", "At least -0.5"]),
        ({"type": "integer"}, ["Whole number"]),
        ({"range": (None, None)}, ["Number"]),
    ],
)
def test_what_cells_hold(declared: dict[str, object], said: list[str]) -> None:
    found = [str(part) for part in expected(Column.model_validate(declared))]
    assert [text[:4] if "…" in want else text for text, want in zip(found, said, strict=True)] == [
        want.rstrip(" …") for want in said
    ]


def test_many_codes_are_left_to_the_sheet_of_lists() -> None:
    said = notes(Scheme.load("fund-direction"))["funds.province"]
    assert "One of the 34 values on the sheet “Lists”, under “Provinces”" in said


def test_days_of_versions_are_explained() -> None:
    said = notes(Scheme.load("fund-direction"))
    assert "The first day on which this version is in force" in said["provincial_lists.from"]
    assert any("until the next version" in line for line in said["provincial_lists.until"])


@pytest.mark.parametrize(("language", "said"), [("en", "a; b"), ("zh-Hans", "a、b")])
def test_texts_one_after_the_other(language: str, said: str) -> None:
    set_language(language)
    assert listed(["a", "b"]) == said
