"""From files to the text of a draft: which kind of files they are, and what stands at the top."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from steelyard.drafts.coin_tool import is_coin_tool, read_coin_tool
from steelyard.drafts.coinr import is_meta, read_coinr
from steelyard.drafts.index_draft import draft_index
from steelyard.drafts.raw import pages_of, raw_table
from steelyard.drafts.table import draft_tables
from steelyard.drafts.write import write
from steelyard.errors import Problem, UsageError
from steelyard.i18n import message

__all__ = ["Draft", "draft", "keep"]


@dataclass(frozen=True)
class Draft:
    """A drafted scheme.

    Parameters
    ----------
    text
        The YAML with its comments.
    data
        The file of each table of the scheme.
    """

    text: str
    data: Mapping[str, Path]

    @property
    def questions(self) -> int:
        """The number of open questions."""
        return sum(line.lstrip().startswith("# ? ") for line in self.text.splitlines())

    def command(self, scheme: Path) -> str:
        """Return the command that runs the draft, once it is the file ``scheme``."""
        several = len(self.data) > 1
        words = [f"{name}={path}" if several else str(path) for name, path in self.data.items()]
        return shlex.join(["steelyard", "run", str(scheme), *words])


def draft(files: Sequence[Path], name: str | None = None) -> Draft:
    """Draft a scheme from a table and others that belong to it.

    Parameters
    ----------
    files
        Tables of any kind; COINr's iData and iMeta; or a workbook of the COIN Tool.
    name
        What the scheme is called; the name of the first file if absent.

    Raises
    ------
    DataError
        A file cannot be read, or holds nothing to rank by.
    UsageError
        The files do not belong together.
    """
    document, data = _document(files, name or files[0].stem)
    head = [
        message("Drafted by “steelyard new” from {files}.", files=", ".join(f.name for f in files)),
        message(
            "A comment that begins with a question mark is an open question about what stands "
            "below it: answer it there, then delete the comment."
        ),
    ]
    inputs = document["inputs"]
    assert isinstance(inputs, Mapping)
    return Draft(write(document, head), dict(zip(inputs, data, strict=True)))


def keep(drafted: Draft, out: Path) -> None:
    """Write a draft to a new file.

    Raises
    ------
    UsageError
        There is such a file already, or it cannot be written.
    """
    try:
        with out.open("x", encoding="utf-8", newline="\n") as file:
            file.write(drafted.text)
    except FileExistsError:
        said = message("{file} exists already and is left as it is; name another.", file=str(out))
        raise UsageError(Problem(said, field="--out")) from None
    except OSError as error:
        said = message("{file} cannot be written: {why}.", file=str(out), why=error.strerror)
        raise UsageError(Problem(said, field="--out")) from None


def _document(files: Sequence[Path], name: str) -> tuple[dict[str, object], tuple[Path, ...]]:
    """Return the draft as nested mappings, and the files of its tables."""
    pages = {path: pages_of(path) for path in files}
    workbook = next((path for path in files if is_coin_tool(pages[path])), None)
    if workbook is not None:
        _alone(files, workbook)
        index = read_coin_tool(pages[workbook], workbook)
        return draft_index(index, name, str(workbook)), (workbook,)
    raws = {path: raw_table(path, pages[path]) for path in files}
    meta = next((path for path in files if is_meta(raws[path])), None)
    if meta is not None:
        others = [path for path in files if path != meta]
        if len(others) != 1:
            said = message(
                "{file} is an iMeta table of COINr; name it together with its iData, and nothing "
                "else.",
                file=str(meta),
            )
            raise UsageError(said)
        index = read_coinr(raws[others[0]], raws[meta])
        return draft_index(index, name, str(meta)), (others[0],)
    document, ordered = draft_tables(list(raws.values()), name)
    return document, tuple(Path(raw.file) for raw in ordered)


def _alone(files: Sequence[Path], workbook: Path) -> None:
    if len(files) > 1:
        said = message("{file} is a workbook of the COIN Tool; name it alone.", file=str(workbook))
        raise UsageError(said)
