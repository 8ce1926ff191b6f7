"""Running the examples of a page, in their order, in a folder of the page's own.

What a console prints is compared with what the page says it prints, where a line of one ellipsis
stands for any lines; Python runs as doctest or as it stands; YAML is a scheme, or a part of one
that is put into a small scheme and evaluated; a change (diff) is made to a file of the folder.
"""

from __future__ import annotations

import doctest
import io
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path
from typing import Any
from unittest import mock

from ruamel.yaml import YAML

from steelyard import Dataset, Scheme, evaluate
from steelyard.cli import main
from steelyard.errors import SteelyardError
from steelyard.i18n import set_language
from steelyard.library import find, sample
from tests.docs.blocks import PROJECT, Block, Command, blocks, commands

__all__ = ["Page", "matches", "patched", "printed", "without_margins"]

COMPANIES = PROJECT / "docs" / "examples" / "companies"
_SHELL = ("cat", "cp", "head", "ls", "mkdir")
_ELLIPSES = ("…", "...")
_ADDED = ("derived", "rules", "suppliers", "tables", "vetoes", "sources")
_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


class _Person:
    """What a person types, which is seen on the screen as in a terminal."""

    def __init__(self, lines: Sequence[str], screen: io.StringIO) -> None:
        self._lines = iter(lines)
        self._screen = screen

    def readline(self, _size: int = -1, /) -> str:
        """Return the next line, nothing after the last."""
        typed = next(self._lines, None)
        line = "" if typed is None else f"{typed}\n"
        self._screen.write(line)
        return line


def printed(words: str, folder: Path, typed: Sequence[str] = ()) -> tuple[int, list[str]]:
    """Run a command in the current folder; return its exit status and what it printed.

    ``typed`` are the lines that a person types when the command asks.
    """
    name, *rest = shlex.split(words)
    if name == "steelyard":
        out = io.StringIO()
        person = mock.patch.object(sys, "stdin", _Person(typed, out))
        with person, redirect_stdout(out), redirect_stderr(out):
            status = main(rest)
        set_language(None)
        text = out.getvalue()
    else:
        assert name in _SHELL, f"“{name}” cannot be run here; mark the block as not run"
        process = subprocess.run(
            [name, *rest], cwd=folder, check=False, capture_output=True, text=True
        )
        status, text = process.returncode, process.stdout + process.stderr
    return status, without_margins(text.splitlines())


def without_margins(lines: Sequence[str]) -> list[str]:
    """Return lines without spaces at their ends, without empty ones at the start and the end."""
    stripped = [line.rstrip() for line in lines]
    filled = [at for at, line in enumerate(stripped) if line]
    return stripped[filled[0] : filled[-1] + 1] if filled else []


def matches(expected: Sequence[str], found: Sequence[str]) -> bool:
    """Return whether lines are as expected; a line of one ellipsis stands for any lines.

    >>> matches(["a", "…", "d"], ["a", "b", "c", "d"]), matches(["a", "…"], ["b"])
    (True, False)
    """
    pattern = "".join(
        "(?:.*\n)*?" if line.strip() in _ELLIPSES else re.escape(line) + "\n" for line in expected
    )
    return re.fullmatch(pattern, "".join(line + "\n" for line in found)) is not None


def patched(file: Path, block: Block) -> str:
    """Return a file's text after a change, whose lines begin with a space, - or +."""
    before, after = (
        "".join(line[1:] + "\n" for line in block.lines if line[:1] in (" ", sign)) for sign in "-+"
    )
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{file.name} does not have these lines, or has them twice"
    return text.replace(before, after)


@dataclass
class Page:
    """A page under way: its folder, and the names that its Python has bound."""

    path: Path
    folder: Path
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "page"})

    def run(self) -> Iterator[tuple[Block, str]]:
        """Run every block in its order; yield those that fail, and why."""
        for block in blocks((PROJECT / self.path).read_text(encoding="utf-8")):
            why = self.ran(block)
            if why:
                yield block, why

    def ran(self, block: Block) -> str:
        """Run a block; return why it fails, nothing if it does not."""
        if "not run" in block.marks:
            return ""
        if "file" in block.marks:
            file = self.folder / block.marks["file"]
            text = patched(file, block) if block.language == "diff" else block.text
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        match block.language:
            case "console":
                status = int(block.marks.get("exit", "0"))
                typed = block.marks.get("typed", "").split()
                problems = (self._command(one, status, typed) for one in commands(block))
                return "\n".join(filter(None, problems))
            case "python":
                return self._python(block)
            case _ if "file" in block.marks or block.language == "text":
                return ""
            case "yaml":
                return self._yaml(block)
        return "nothing runs this block; mark it as not run, with the reason"

    def _command(self, command: Command, status: int, typed: Sequence[str]) -> str:
        ended, found = printed(command.words, self.folder, typed)
        expected = without_margins(command.expected)
        problems = [f"exit status {ended}, not {status}"] if ended != status else []
        if not matches(expected, found):
            problems += unified_diff(expected, found, "the page", "the program", lineterm="")
        return "\n".join([f"$ {command.words}", *problems]) if problems else ""

    def _python(self, block: Block) -> str:
        if ">>>" not in block.text:
            exec(compile(block.text, str(self.path), "exec"), self.names)
            return ""
        name = self.path.as_posix()
        test = doctest.DocTestParser().get_doctest(block.text, self.names, name, name, block.start)
        out = io.StringIO()
        doctest.DocTestRunner(optionflags=_FLAGS).run(test, out=out.write, clear_globs=False)
        self.names |= test.globs
        return out.getvalue()

    def _yaml(self, block: Block) -> str:
        try:
            return self._evaluated(block)
        except SteelyardError as error:
            return str(error)

    def _evaluated(self, block: Block) -> str:
        part = YAML(typ="safe").load(block.text)
        if "scheme" in part:
            Scheme.parse(block.text)
            return ""
        own = block.marks.get("in")
        base = find(own) if own else COMPANIES / "scheme.yaml"
        whole = YAML(typ="safe").load(base.read_text(encoding="utf-8"))
        for key, value in part.items():
            whole[key] = {**whole.get(key, {}), **value} if key in _ADDED else value
        text = io.StringIO()
        YAML(typ="safe").dump(whole, text)
        scheme = Scheme.parse(text.getvalue())
        files = {path.stem: path for path in COMPANIES.glob("*.csv")}
        if own:
            # A scheme that is read from a text has no folder in which its reference data lie.
            inputs = Scheme.load(own).inputs.items()
            beside = {name: table.bundled for name, table in inputs if table.bundled is not None}
            files = {**beside, **sample(own)}
        found = evaluate(scheme, Dataset.read(scheme.inputs, files))
        return "" if found.ranking.height else "nobody is ranked"
