"""What is in a text: its lists and, outside of them, its figures; as frames and as files.

Which figures are tied to which is left to ``steelyard.claims.proposals``, the draft of a claims
file to ``steelyard.claims.drafting``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import polars as pl

from steelyard.claims.found import FoundList, Quantity, Span
from steelyard.claims.lists.find import lists
from steelyard.claims.lists.hypertext import without_tags
from steelyard.claims.report.exact import exact
from steelyard.claims.text.article import Article
from steelyard.claims.text.quantities import quantities
from steelyard.errors import Problem, UsageError
from steelyard.findings import Finding
from steelyard.i18n import LANGUAGES, message

__all__ = ["Extraction", "Form", "extract", "refuse_filled"]

Form = Literal["csv", "parquet", "json"]

_QUANTITIES = {
    "start": pl.Int64(),
    "end": pl.Int64(),
    "text": pl.String(),
    "value": pl.String(),
    "step": pl.String(),
    "comparator": pl.String(),
    "upper": pl.String(),
    "unit": pl.String(),
    "currency": pl.String(),
    "percent": pl.Boolean(),
    "exact": pl.Boolean(),
    "ordinal": pl.Boolean(),
    "about": pl.String(),
}
_FINDINGS = {
    "code": pl.String(),
    "severity": pl.String(),
    "table": pl.String(),
    "row": pl.Int64(),
    **{f"message_{tag}": pl.String() for tag in LANGUAGES},
}


@dataclass(frozen=True)
class Extraction:
    """The lists and figures of an article.

    Parameters
    ----------
    article
        The article.
    lists
        Its lists and tables, in the order of the text.
    quantities
        Its figures that are no cell of a list, in the order of the text.
    """

    article: Article
    lists: tuple[FoundList, ...]
    quantities: tuple[Quantity, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What its lists were unsure of."""
        return tuple(finding for found in self.lists for finding in found.findings)

    def quantities_frame(self) -> pl.DataFrame:
        """Return the figures as a table; numbers in full, as texts, so that nothing is lost."""
        rows = [
            (
                one.start,
                one.end,
                one.printed.text,
                exact(one.printed.value),
                exact(one.printed.step),
                one.printed.comparator,
                exact(one.printed.upper),
                one.printed.unit,
                one.printed.currency,
                one.printed.percent,
                one.printed.exact,
                one.ordinal,
                one.about,
            )
            for one in self.quantities
        ]
        return pl.DataFrame(rows, schema=_QUANTITIES, orient="row")

    def findings_frame(self) -> pl.DataFrame:
        """Return the findings as a table, each message in every language."""
        rows = [
            (
                one.code,
                one.severity,
                one.table,
                one.row,
                *(one.message.render(tag) for tag in LANGUAGES),
            )
            for one in self.findings
        ]
        return pl.DataFrame(rows, schema=_FINDINGS, orient="row")

    def frames(self) -> dict[str, pl.DataFrame]:
        """Return everything as tables, by the names of their files."""
        found = dict[str, pl.DataFrame]()
        for number, one in enumerate(self.lists, start=1):
            found[f"list-{number}"] = one.frame()
            found[f"list-{number}-positions"] = one.positions()
        found["quantities"] = self.quantities_frame()
        found["findings"] = self.findings_frame()
        return found

    def write(self, folder: Path, form: Form = "csv") -> list[Path]:
        """Write the tables, the text as it was read, and the draft of a claims file.

        Parameters
        ----------
        folder
            Where they are written: a new folder, or an empty one.
        form
            What the tables are written as. In JSON every table is an array of its rows, and the
            lists are written as CSV as well, since claims files read no JSON.

        Returns
        -------
        list of Path
            The files. ``claims.yaml`` is not among them if there is no figure to claim.

        Raises
        ------
        UsageError
            If the folder holds something.
        """
        from steelyard.claims.drafting import TEXT, draft
        from steelyard.claims.file.load import dump

        refuse_filled(folder)
        beside: Literal["csv", "parquet"] = "parquet" if form == "parquet" else "csv"
        claims = draft(self, beside)
        folder.mkdir(parents=True, exist_ok=True)
        files = _tables(self.frames(), folder, form)
        if form == "json" and claims is not None:
            lists_ = {f"list-{at}": one.frame() for at, one in enumerate(self.lists, start=1)}
            files += _tables(lists_, folder, "csv")
        files.append(folder / TEXT)
        files[-1].write_bytes(self.article.text.encode())
        if claims is not None:
            files.append(folder / "claims.yaml")
            files[-1].write_bytes(dump(claims).encode())
        return files


def extract(article: Article) -> Extraction:
    """Take the lists and figures out of an article.

    Figures in the cells of a list are no figures of the text; those in words of the list's span
    that are in no cell are. What stands in the tags of a page is none.

    Parameters
    ----------
    article
        The article.

    Examples
    --------
    >>> text = "排名如下，共3個品牌：1、甲(電腦),深圳2、乙(銀行),北京3、丙(汽車),上海"
    >>> found = extract(Article(text))
    >>> found.lists[0].frame()["place"].to_list()
    ['深圳', '北京', '上海']
    >>> [one.printed.text for one in found.quantities]
    ['3個']
    """
    text = article.text
    found = lists(text)
    plain = without_tags(text)
    if not found:
        return Extraction(article, (), quantities(plain))
    outside = quantities(_without_cells(plain, found))
    return Extraction(article, found, _of_sentences(outside, article.sentences))


def _without_cells(text: str, found: Sequence[FoundList]) -> str:
    """Return a text of the same length without the lists, but for what is in none of their cells.

    A line end stands for each character, so that no figure and no sentence reaches across.
    """
    parts, at = list[str](), 0
    for one in found:
        parts += [text[at : one.start], "\n" * (one.end - one.start)]
        at = one.end
    blank = [*"".join([*parts, text[at:]])] if any(one.left_over for one in found) else None
    if blank is None:
        return "".join([*parts, text[at:]])
    for one in found:
        for start, end in one.left_over:
            blank[start:end] = text[start:end]
    return "".join(blank)


def _of_sentences(outside: Sequence[Quantity], sentences: Sequence[Span]) -> tuple[Quantity, ...]:
    """Return figures with the sentences of the whole text, in which lists are not left out."""
    starts = [span.start for span in sentences]
    return tuple(
        replace(one, sentence=sentences[max(bisect_right(starts, one.start) - 1, 0)])
        for one in outside
    )


def refuse_filled(folder: Path) -> None:
    """Refuse a folder that holds something.

    Raises
    ------
    UsageError
        If it does, or is a file.
    """
    if folder.is_symlink() or folder.exists():
        if not folder.is_dir():
            said = message("{folder} is a file; expected a folder.", folder=str(folder))
            raise UsageError(Problem(said, field="--out"))
        if any(folder.iterdir()):
            said = message("This holds something already; name a new folder.")
            raise UsageError(Problem(said, str(folder)))


def _tables(frames: Mapping[str, pl.DataFrame], folder: Path, form: Form) -> list[Path]:
    files = list[Path]()
    for name, frame in frames.items():
        files.append(folder / f"{name}.{form}")
        if form == "csv":
            frame.write_csv(files[-1])
        elif form == "parquet":
            frame.write_parquet(files[-1])
        else:
            frame.write_json(files[-1])
    return files
