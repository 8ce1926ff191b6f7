"""The first sheet: what a person reads who opens the workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from steelyard.data.headers import match_headers
from steelyard.i18n import LANGUAGES, set_language
from steelyard.library import names
from steelyard.scheme.scheme import Scheme
from steelyard.templates.books import books
from steelyard.templates.layout import lay_out
from steelyard.templates.readme import read_me
from steelyard.templates.workbook import write_templates
from tests.templates.opened import opened


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_the_lines(parks: Scheme, at: int, language: str, snapshot: SnapshotAssertion) -> None:
    set_language(language)
    assert [tuple(line) for line in read_me(lay_out(parks, books(parks)[at]))] == snapshot


def test_what_is_made_up_says_so_at_the_top(parks: Scheme) -> None:
    lines = list(read_me(lay_out(parks, books(parks)[0]), "Made up"))
    assert lines[1] == ("notice", "Made up")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", names())
def test_no_line_is_taken_for_the_headings_of_a_table(
    tmp_path: Path, name: str, language: str
) -> None:
    set_language(language)
    scheme = Scheme.load(name)
    for path in write_templates(scheme, tmp_path):
        sheets = list(opened(path).values())
        read_me = {row for place in sheets[0].texts for row in [int(place.lstrip("A"))]}
        for table in scheme.inputs.values():
            required = {key for key, column in table.columns.items() if column.required}
            for row in sorted(read_me):
                assert not required <= match_headers(sheets[0].row(row), table).keys()
