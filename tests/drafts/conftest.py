"""Files for drafts, and the drafts of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from steelyard.drafts.draft import Draft, draft
from steelyard.drafts.raw import RawTable, pages_of, raw_table
from steelyard.i18n import set_language

Cells = Sequence[Sequence[object]]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Remarks are in the language of the call; here English."""
    set_language("en")
    yield
    set_language(None)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a CSV file."""

    def write_file(cells: Cells, name: str = "units.csv", encoding: str = "utf-8") -> Path:
        lines = [",".join(quoted(cell) for cell in row) for row in cells]
        path = tmp_path / name
        path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
        return path

    return write_file


def quoted(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"\n') else text


@pytest.fixture
def raw(write: Callable[..., Path]) -> Callable[..., RawTable]:
    """Find the table in a CSV file."""

    def find(cells: Cells, name: str = "units.csv") -> RawTable:
        path = write(cells, name)
        return raw_table(path, pages_of(path))

    return find


@pytest.fixture
def drafted(write: Callable[..., Path]) -> Callable[..., Draft]:
    """Draft a scheme from a CSV file."""

    def draft_file(cells: Cells, name: str | None = None) -> Draft:
        return draft([write(cells)], name)

    return draft_file
