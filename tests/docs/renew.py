"""Write into the pages what their console examples print now: ``python -m tests.docs.renew``.

What a command is said to print is replaced where it no longer matches, unless it has a line of one
ellipsis, which says that somebody chose the lines; such a command is only reported. Read the
difference before you keep it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tests.docs.blocks import PROJECT, blocks, commands, pages
from tests.docs.pages import Page, matches, printed, without_margins

__all__ = ["renew"]


def renew(path: Path, folder: Path) -> None:
    """Renew a page, whose examples run in a folder."""
    page = Page(path, folder)
    file = PROJECT / path
    lines = file.read_text(encoding="utf-8").splitlines()
    shift = 0
    for block in blocks(file.read_text(encoding="utf-8")):
        if block.language != "console" or "not run" in block.marks:
            why = page.ran(block)
            if why:
                _tell(f"{path}:{block.start}: {why}")
            continue
        for command in commands(block):
            typed = block.marks.get("typed", "").split()
            status, found = printed(command.words, folder, typed)
            if str(status) != block.marks.get("exit", "0"):
                _tell(f"{path}:{command.start + shift}: {command.words}: exit status {status}")
            expected = command.expected
            if matches(without_margins(expected), found):
                continue
            if any(line.strip() in ("…", "...") for line in expected):
                _tell(f"{path}:{command.start + shift}: {command.words}: look at the output")
                continue
            start = command.start + shift
            lines[start : start + len(expected)] = found
            shift += len(found) - len(expected)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def main(words: list[str]) -> None:
    """Renew the pages that are named, or all."""
    os.environ |= {"LANG": "C.UTF-8", "COLUMNS": "100"}
    for path in [Path(word) for word in words] or pages():
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            renew(path, Path(folder))
            os.chdir(PROJECT)


if __name__ == "__main__":
    main(sys.argv[1:])
