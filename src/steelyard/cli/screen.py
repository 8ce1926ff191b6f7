"""What a person sees in the terminal: tables that fit, numbers aligned, findings last."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from steelyard.cli.admitted import CODES, show_admission
from steelyard.evaluation.descriptions import heading
from steelyard.evaluation.labels import labels_of, with_labels
from steelyard.evaluation.lists import listed_in
from steelyard.i18n import _, message
from steelyard.robustness.words import summary_in_words
from steelyard.scheme.base import Text as Declared
from steelyard.scheme.scheme import Scheme

if TYPE_CHECKING:
    from steelyard.evaluation.edition import Edition
    from steelyard.evaluation.evaluation import Evaluation
    from steelyard.findings import Finding
    from steelyard.robustness.analysis import Analysis

__all__ = ["number", "say", "show_evaluation", "show_frame", "show_rows"]

_PIPE_WIDTH = 120
_WIDEST_TEXT = 32
_GAP = 3
_MOST_DECIMALS = 9
_MOST_FINDINGS = 8
_MOST_OF_A_KIND = 3
_RANGE = "rank 5–95%"
_LISTED = "on the list"
_WITH_SCENARIOS = ("never-best", "dominated")
"""The findings that are told with the scenarios."""


def _console() -> Console:
    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=max(_PIPE_WIDTH, console.width))
    return console


def say(text: str) -> None:
    """Print lines as they are."""
    print(text)


def number(value: object, decimals: int | None = None) -> str:
    """Return a figure for readers: few digits, thousands apart, nothing for missing."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    return f"{value:,.{_decimals([value]) if decimals is None else decimals}f}"


def _decimals(values: Iterable[object]) -> int:
    """Return how many decimals figures of a column need: four digits or so of the largest."""
    known = [abs(x) for x in values if isinstance(x, int | float) and math.isfinite(x)]
    if not known or all(float(x).is_integer() for x in known):
        return 0
    largest = max(known)
    if largest >= 0.001:
        return 1 if largest >= 100 else 2 if largest >= 10 else 3
    return min(2 - math.floor(math.log10(largest)), _MOST_DECIMALS) if largest else 3


def show_rows(
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    title: str | None = None,
    numeric: Sequence[bool] = (),
    line_after: int | None = None,
) -> None:
    """Print a table; columns that are ``numeric`` are set to the right, with equal decimals.

    What the terminal has no room for is named below the table. A line stands behind the row
    ``line_after``, counted from 1, if another follows it.
    """
    columns = list(zip(*rows, strict=True)) or [() for _head in heads]
    right = [at < len(numeric) and numeric[at] for at in range(len(heads))]
    cells = [_cells(column, figures) for column, figures in zip(columns, right, strict=True)]
    widths = _widths(heads, cells, right, _console().width)
    if title:
        say(title)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head, width, figures in zip(heads, widths, right, strict=False):
        table.add_column(
            escape(head),
            justify="right" if figures else "left",
            overflow="fold",
            width=width,
            vertical="bottom",
        )
    for at, row in enumerate(zip(*cells[: len(widths)], strict=True), start=1):
        table.add_row(*row, end_section=at == line_after)
    _console().print(table)
    if len(widths) < len(heads):
        left_out = ", ".join(heads[len(widths) :])
        say(str(message("Not shown for want of room: {columns}.", columns=left_out)))


def _cells(column: Sequence[object], figures: bool) -> list[Text]:
    decimals = _decimals(column) if figures else None
    return [Text(number(value, decimals)) for value in column]


def _widths(
    heads: Sequence[str], cells: Sequence[Sequence[Text]], right: Sequence[bool], room: int
) -> list[int]:
    """Return the widths of the columns that there is room for, at least two."""
    inside = [max((cell.cell_len for cell in column), default=1) for column in cells]
    widths = [max(cell_len(head), width) for head, width in zip(heads, inside, strict=True)]
    if sum(widths) + _GAP * len(widths) > room:
        # A figure is never broken; a heading and a text may be, at their spaces.
        words = [max((cell_len(word) for word in head.split()), default=1) for head in heads]
        widths = [
            max(word, width if figures else min(width, _WIDEST_TEXT))
            for word, width, figures in zip(words, inside, right, strict=True)
        ]
    while len(widths) > 2 and sum(widths) + _GAP * len(widths) > room:
        widths.pop()
    return widths


def show_frame(
    frame: pl.DataFrame,
    heads: Mapping[str, str],
    title: str | None = None,
    rows: int | None = None,
    labels: Collection[str] = (),
    line_after: int | None = None,
) -> None:
    """Print a frame with readers' headings, the first ``rows`` rows of it.

    Columns among ``labels`` are names even where they are numbers: a year has no
    thousands.
    """
    shown = frame if rows is None else frame.head(rows)
    names = pl.col(name for name in shown.columns if name in labels)
    shown = shown.with_columns(names.cast(pl.String)) if labels else shown
    show_rows(
        [heads.get(name, name) for name in shown.columns],
        shown.rows(),
        title,
        [dtype.is_numeric() for dtype in shown.dtypes],
        line_after,
    )
    if shown.height < frame.height:
        say(str(message("… and {count} more rows.", count=frame.height - shown.height)))


def show_evaluation(
    evaluation: Evaluation, edition: Edition | None, top: int, analysis: Analysis | None = None
) -> None:
    """Print the ranking, how sure it is, the tables by group, the findings, where the files are."""
    scheme = evaluation.scheme
    labels = [name for name in (scheme.units.key, scheme.units.period) if name is not None]
    names = labels_of(scheme, evaluation.kept.tables)
    ranking = with_labels(evaluation.ranking, names)
    if scheme.rank.figure in ranking.columns and "score" in ranking.columns:
        ranking = ranking.drop("score")
    ranking = _with_ranges(ranking)
    heads = evaluation.headings() | {_RANGE: _("Rank, 5–95%")}
    ranking = ranking.with_columns(pl.Series(_LISTED, listed_in(scheme, evaluation.ranking)))
    for title, part in _lists(scheme, ranking):
        on = part[_LISTED]
        ends = None if scheme.rank.first is None or scheme.units.period else int(on.sum())
        show_frame(part.drop(_LISTED), heads, title, top, labels, ends)
        _show_end(scheme, part.filter(on), part.filter(~on))
    if analysis is not None:
        found = analysis.uncertainty
        for sentence in summary_in_words(scheme, analysis.settings(), found.frame):
            say(str(sentence))
    if scheme.plane is not None:
        from steelyard.cli.planes import show_plane

        show_plane(evaluation, analysis, top)
    if scheme.estimates:
        from steelyard.cli.estimates import show_estimates

        show_estimates(evaluation, top)
    if scheme.scenarios is not None:
        from steelyard.cli.scenarios import show_scenarios

        show_scenarios(evaluation, analysis, top)
    for name, frame in evaluation.group_tables.items():
        _show_measures(evaluation, name, with_labels(frame, names), top)
    show_admission(evaluation)
    _show_findings(evaluation)
    if edition is not None:
        say(str(message("The edition is in {folder}", folder=str(edition.path))))
    else:
        say(_("Nothing was written; --out FOLDER keeps the edition."))


def _show_end(scheme: Scheme, on: pl.DataFrame, beyond: pl.DataFrame) -> None:
    """Say where a list ends that has only the first of those that are ranked."""
    candidates = beyond.drop_nulls("rank").height
    if scheme.rank.first is None or not candidates:
        return
    if scheme.units.period is not None:
        text = message(
            "In each period the list has the first {first}; ranked and not on it, in all periods: "
            "{count}.",
            first=number(scheme.rank.first),
            count=number(candidates),
        )
    else:
        text = message(
            "The list of {first} ends at rank {rank} ({unit}); candidates behind it: {count}.",
            first=number(scheme.rank.first),
            rank=number(on["rank"].max()),
            unit=on[scheme.units.title or scheme.units.key][-1] if on.height else "–",
            count=number(candidates),
        )
    say(str(text))


def _lists(scheme: Scheme, ranking: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the lists that are ranked apart, each with its title."""
    title = scheme.title.render()
    if not scheme.rank.within:
        yield title, ranking
        return
    for labels, part in ranking.group_by(scheme.rank.within, maintain_order=True):
        name = ", ".join(str(label or "–") for label in labels)
        yield f"{title}: {name}", part.drop(scheme.rank.within)


def _with_ranges(ranking: pl.DataFrame) -> pl.DataFrame:
    """Put the interval of each rank into one column; none where none was assessed."""
    parts = [name for name in ("rank_p05", "rank_median", "rank_p95") if name in ranking.columns]
    if not parts:
        return ranking
    low, high = (pl.col(name).cast(pl.Int64).cast(pl.String) for name in (parts[0], parts[-1]))
    ranges = pl.when(low == high).then(low).otherwise(low + "–" + high)
    at = ranking.columns.index(parts[0])
    shown = ranking.insert_column(at, ranking.select(ranges.alias(_RANGE)).to_series())
    empty = ranking[parts[0]].null_count() == ranking.height
    return shown.drop(*parts, *([_RANGE] if empty else []))


def _show_measures(evaluation: Evaluation, name: str, frame: pl.DataFrame, top: int) -> None:
    table = evaluation.scheme.tables[name]
    heads = {column: heading(evaluation.scheme, column) for column in table.by} | {
        measure: _titled(declared.title, measure, declared.unit)
        for measure, declared in table.measures.items()
    }
    groups = frame.with_columns(pl.col(column).cast(pl.String) for column in table.by)
    if table.total:
        last = pl.int_range(pl.len()) == pl.len() - 1
        first = pl.col(table.by[0])
        groups = groups.with_columns(
            pl.when(last).then(pl.lit(_("All"))).otherwise(first).alias(table.by[0])
        )
    groups = groups.with_columns(pl.col(column).fill_null("–") for column in table.by)
    show_frame(groups, heads, _titled(table.title, name), top)


def _titled(title: Declared | None, name: str, unit: str | None = None) -> str:
    text = title.render() if title else name
    return f"{text} ({unit})" if unit else text


def _show_findings(evaluation: Evaluation) -> None:
    """Print the findings, the gravest first; many of a kind as a few and a count.

    What was not assessed is told below the ranking, who is not admitted below the tables.
    """
    order = {"breach": 0, "warning": 1, "note": 2}
    elsewhere = ("not-assessed", *CODES, *_WITH_SCENARIOS)
    told = [finding for finding in evaluation.findings if finding.code not in elsewhere]
    findings = sorted(told, key=lambda finding: order[finding.severity])
    if not findings:
        return
    say(str(message("Findings: {count}", count=len(findings))))
    shown: Counter[str] = Counter()
    for finding in findings:
        if shown.total() == _MOST_FINDINGS:
            break
        if shown[finding.code] < _MOST_OF_A_KIND:
            shown[finding.code] += 1
            say(f"  {_where(finding)}{finding.message}")
    left = len(findings) - shown.total()
    if left > 0:
        say(str(message("  … and {count} more; all are in data/findings.csv.", count=left)))


def _where(finding: Finding) -> str:
    """Return whom a finding concerns, or the row of a delivery."""
    if finding.unit is not None:
        return f"{finding.unit}: "
    if finding.delivery is None:
        return ""
    row = "" if finding.row is None else f":{finding.row}"
    return f"{finding.delivery}[{finding.table}]{row}: "
