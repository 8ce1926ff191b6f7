"""A workbook as it was written, looked at without a spreadsheet program: its XML."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Sheet:
    """A sheet: its XML, what its text cells say by place, and the notes at its cells."""

    xml: ET.Element
    texts: dict[str, str]
    notes: dict[str, str]

    @property
    def rules(self) -> list[ET.Element]:
        """The rules of its cells."""
        return list(self.xml.iter(f"{MAIN}dataValidation"))

    def row(self, number: int) -> list[str]:
        """Return what a row says, the empty cells at its end left out."""
        return [
            text for place, text in self.texts.items() if re.fullmatch(rf"[A-Z]+{number}", place)
        ]


def opened(path: Path) -> dict[str, Sheet]:
    """Return the sheets of a workbook by name, in their order."""
    with zipfile.ZipFile(path) as parts:
        assert parts.testzip() is None
        strings = [_text(item) for item in ET.fromstring(parts.read("xl/sharedStrings.xml"))]
        book = ET.fromstring(parts.read("xl/workbook.xml"))
        targets = _targets(parts, "xl/workbook.xml")
        return {
            sheet.get("name", ""): _sheet(parts, "xl/" + targets[sheet.get(RELATION, "")], strings)
            for sheet in book.iter(f"{MAIN}sheet")
        }


def _sheet(parts: zipfile.ZipFile, part: str, strings: list[str]) -> Sheet:
    xml = ET.fromstring(parts.read(part))
    texts = {
        cell.get("r", ""): strings[int(cell.findtext(f"{MAIN}v", ""))]
        for cell in xml.iter(f"{MAIN}c")
        if cell.get("t") == "s"
    }
    return Sheet(xml, texts, dict(_notes(parts, part)))


def _notes(parts: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str]]:
    for target in _targets(parts, part).values():
        if "comments" in target:
            comments = ET.fromstring(parts.read("xl/" + target.removeprefix("../")))
            for comment in comments.iter(f"{MAIN}comment"):
                yield comment.get("ref", ""), _text(comment)


def _targets(parts: zipfile.ZipFile, part: str) -> dict[str, str]:
    folder, _slash, name = part.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in parts.namelist():
        return {}
    return {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in ET.fromstring(parts.read(relations))
    }


def _text(element: ET.Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{MAIN}t"))
