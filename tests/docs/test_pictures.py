"""The pictures of the READMEs are those that the command makes."""

from __future__ import annotations

import re
from pathlib import Path

from tools.pictures import FOLDER, pictures

PROJECT = Path(__file__).parent.parent.parent
SHOWN = re.compile(r"!\[[^]]+\]\((docs/pictures/site-[^)]+)\)")


def test_every_picture_is_made_by_the_command_and_shown() -> None:
    made = {file for file, _tag, _address in pictures()}
    assert {path.name for path in FOLDER.glob("site-*")} == made
    shown = {
        Path(found).name
        for name in ("README.md", "README.zh-Hant.md")
        for found in SHOWN.findall((PROJECT / name).read_text(encoding="utf-8"))
    }
    assert shown == made


def test_every_picture_is_a_picture() -> None:
    for file, _tag, _address in pictures():
        content = (FOLDER / file).read_bytes()
        assert content.startswith(b"\x89PNG")
        assert len(content) < 400_000
