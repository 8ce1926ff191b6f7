"""Regular expressions mean the same to every Python that the package runs on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import steelyard

PACKAGE = Path(steelyard.__file__).parent
# Pythons before 3.11.5 lose matches of a group that is never given back: (?:ab|a)++
POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{[\d,]+\})\+")


@pytest.mark.parametrize(
    "file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: file.relative_to(PACKAGE).as_posix()
)
def test_no_group_is_possessive(file: Path) -> None:
    assert POSSESSIVE_GROUP.findall(file.read_text(encoding="utf-8")) == []
