"""The examples in the documentation: fenced blocks of Markdown, and what is said about each.

A comment before a block says what to do with it: ``<!-- file: NAME -->`` keeps it in the page's
folder, ``<!-- exit: 2 -->`` is the exit status of its commands, ``<!-- typed: c q -->`` are the
lines that a person answers with, ``<!-- in: NAME -->`` puts a part of a scheme into one of the
library, ``<!-- not run: WHY -->`` leaves the block out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Block", "Command", "blocks", "commands", "pages", "prose"]

PROJECT = Path(__file__).parent.parent.parent

_FENCE = re.compile(r"^(?P<fence>`{3,})(?P<language>[^`]*)$")
_MARK = re.compile(r"^<!-- (?P<name>exit|file|in|not run|typed): (?P<value>.+) -->$")
_PROMPT = "$ "
_GOES_ON = " \\"


@dataclass(frozen=True)
class Block:
    """A fenced block.

    Parameters
    ----------
    language
        What stands after the fence.
    lines
        Its lines.
    start
        The index of the first of them in the page.
    marks
        What comments before it say.
    """

    language: str
    lines: tuple[str, ...]
    start: int
    marks: dict[str, str]

    @property
    def text(self) -> str:
        """Its lines as one text."""
        return "\n".join(self.lines) + "\n"


@dataclass(frozen=True)
class Command:
    """A command of a console block, with the lines that it is said to print.

    Parameters
    ----------
    words
        The command, lines that go on joined.
    expected
        The lines below it.
    start
        The index in the page of the first of those.
    """

    words: str
    expected: tuple[str, ...]
    start: int


def pages() -> list[Path]:
    """Return every page of the documentation, as paths from the project's folder."""
    found = [
        *PROJECT.glob("README*.md"),
        *(PROJECT / "docs").rglob("*.md"),
        *(PROJECT / "src" / "steelyard" / "library").glob("*/README.md"),
    ]
    return sorted(path.relative_to(PROJECT) for path in found if "_build" not in path.parts)


def blocks(text: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page; directives of Sphinx are none."""
    lines = text.splitlines()
    marks: dict[str, str] = {}
    at = 0
    while at < len(lines):
        fence = _FENCE.match(lines[at])
        if fence is None:
            mark = _MARK.match(lines[at])
            if mark is not None:
                marks[mark["name"]] = mark["value"]
            elif lines[at].strip():
                marks = {}
            at += 1
            continue
        end = next(i for i in range(at + 1, len(lines) + 1) if lines[i].rstrip() == fence["fence"])
        if not fence["language"].startswith("{"):
            yield Block(fence["language"].strip(), tuple(lines[at + 1 : end]), at + 1, marks)
        marks, at = {}, end + 1


def prose(text: str) -> str:
    """Return a page without its fenced blocks."""
    lines = text.splitlines()
    for block in blocks(text):
        for at in range(block.start - 1, block.start + len(block.lines) + 1):
            lines[at] = ""
    return "\n".join(lines)


def commands(block: Block) -> Iterator[Command]:
    """Yield the commands of a console block."""
    at = 0
    while at < len(block.lines):
        line = block.lines[at]
        assert line.startswith(_PROMPT), f"line {block.start + at + 1} belongs to no command"
        words = [line.removeprefix(_PROMPT)]
        while words[-1].endswith(_GOES_ON):
            at += 1
            words[-1] = words[-1].removesuffix(_GOES_ON)
            words.append(block.lines[at].removeprefix("> ").strip())
        at += 1
        first = at
        while at < len(block.lines) and not block.lines[at].startswith(_PROMPT):
            at += 1
        yield Command(" ".join(words), block.lines[first:at], block.start + first)
