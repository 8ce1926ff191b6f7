"""``steelyard match``: the same enterprises in two lists or more, and their ranks there."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from steelyard.errors import Problem, UsageError
from steelyard.i18n import _, message

if TYPE_CHECKING:
    from steelyard.names.decisions import ReviewFile
    from steelyard.names.match import Matches

__all__ = ["add"]

_MOST_FINDINGS = 8


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_(
            "Find the same enterprises in two lists or more, whatever the script, the language "
            "or the legal form of their names, and compare their ranks."
        ),
        usage=_("Usage: steelyard match LIST LIST... [OPTIONS]"),
    )
    def match(
        *files: Annotated[Path, Parameter(help=_("The lists: CSV, workbooks, Parquet or JSON."))],
        name: Annotated[
            str | None,
            Parameter(help=_("The column of the names; found by its heading if absent.")),
        ] = None,
        rank: Annotated[
            str | None,
            Parameter(help=_("The column of the ranks; found by its heading if absent.")),
        ] = None,
        aliases: Annotated[
            Path | None,
            Parameter(help=_("A table of other names, with the columns name and alias.")),
        ] = None,
        review: Annotated[
            Path | None,
            Parameter(
                help=_(
                    "The file in which a person says of pairs that are unsure whether they are "
                    "the same or different; new ones are put below. It is review.csv of the "
                    "folder if only --out is given."
                )
            ),
        ] = None,
        out: Annotated[
            Path | None,
            Parameter(help=_("A folder for the tables: new, empty, or of a match.")),
        ] = None,
        certain: Annotated[
            float,
            Parameter(
                help=_(
                    "The score, from 0.7 to 1, from which on names are taken for the same; 0.9 "
                    "if absent."
                )
            ),
        ] = 0.9,
        top: Annotated[
            int, Parameter(help=_("How many rows of a table to show; 20 if absent."))
        ] = 20,
        as_json: Annotated[
            bool, Parameter(name="--json", help=_("Print everything as JSON."))
        ] = False,
    ) -> int:
        from steelyard.names.decisions import ReviewFile
        from steelyard.names.match import match as matched
        from steelyard.names.reading import labels_of, read_list
        from steelyard.names.writing import REVIEW, refuse_folder, to_json, write

        if len(files) < 2:
            raise UsageError(message("A match takes two lists or more; see --help."))
        if top < 0:
            text = message("Must be at least {ge:g}, is {input}.", ge=0, input=top)
            raise UsageError(Problem(text, field="--top"))
        if out is not None:
            refuse_folder(out)
            review = out / REVIEW if review is None else review
        kept = None if review is None else ReviewFile.read(review)
        lists = [
            read_list(path, label, name=name, rank=rank)
            for path, label in zip(files, labels_of(files), strict=True)
        ]
        found = matched(
            *lists,
            aliases=aliases,
            decisions=None if kept is None else kept.decisions(),
            certain=certain,
        )
        added = 0 if kept is None else _keep(found, kept)
        if out is not None:
            write(found, out)
        if as_json:
            print(json.dumps(to_json(found), ensure_ascii=False, allow_nan=False))
            return 0
        _show(found, top)
        _tell(review, added, out)
        return 0


def _keep(found: "Matches", kept: "ReviewFile") -> int:
    """Put new pairs into the review file, and return how many are new."""
    unsure = found.unsure.select("a", "b", "score", "why").rows()
    renewed = kept.with_new(unsure)
    if renewed != kept:
        renewed.write()
    return len(renewed.rows) - len(kept.rows)


def _show(found: "Matches", top: int) -> None:
    """Print how many are in both, the common ones with their ranks, and what is unsure."""
    from steelyard.cli.paragraphs import heading, paragraph
    from steelyard.cli.screen import show_frame
    from steelyard.names.compare import in_words

    for sentence in _counts(found):
        paragraph(sentence)
    common = found.common()
    if not common.is_empty():
        heading(_("In all lists"))
        show_frame(common, _heads(found), rows=top)
        for said in in_words(found.correlations()):
            paragraph(str(said))
    if not found.unsure.is_empty():
        heading(_("Unsure: a person decides"))
        heads = {"a": found.lists[0], "b": found.lists[-1], "score": _("Score"), "why": _("Why")}
        columns = ["a", "b", "score", "why"]
        if len(found.lists) > 2:
            columns = ["list_a", "a", "list_b", "b", "score", "why"]
            heads |= {"list_a": _("List"), "a": _("Name"), "list_b": _("List"), "b": _("Name")}
        show_frame(found.unsure.select(columns), heads, rows=top)
    _show_findings(found)


def _counts(found: "Matches") -> list[str]:
    """Return how many enterprises are the same, unsure, and in one list only."""
    in_all = found.common().height
    said = [message("In all {count} lists: {same}.", count=len(found.lists), same=in_all)]
    if len(found.lists) == 2:
        said = [message("In both lists: {same}.", same=in_all)]
    said.append(message("Unsure: {count}.", count=found.unsure.height))
    alone = found.unmatched
    for label in found.lists:
        here = alone.filter(list=label).height
        said.append(message("Only in “{list}”: {count}.", list=label, count=here))
    return [" ".join(map(str, said))]


def _heads(found: "Matches") -> dict[str, str]:
    heads: dict[str, str] = {}
    for label in found.lists:
        heads[f"name_{label}"] = label
        heads[f"rank_{label}"] = str(message("Rank in {list}", list=label))
        heads[f"difference_{label}"] = str(
            message("{list} less {first}", list=label, first=found.lists[0])
        )
    return heads


def _show_findings(found: "Matches") -> None:
    from steelyard.cli.paragraphs import heading, paragraph

    if not found.findings:
        return
    heading(str(message("Findings: {count}", count=len(found.findings))))
    ordered = sorted(found.findings, key=lambda finding: finding.severity != "warning")
    for finding in ordered[:_MOST_FINDINGS]:
        where = "" if finding.table is None else f"{finding.table}: "
        paragraph(f"{where}{finding.message}", depth=1)
    left = len(ordered) - _MOST_FINDINGS
    if left > 0:
        paragraph(str(message("… and {count} more; --json has all.", count=left)), depth=1)


def _tell(review: Path | None, added: int, out: Path | None) -> None:
    """Tell where what was found is kept."""
    from steelyard.cli.screen import say

    if review is not None and added:
        said = message(
            "New in {file}: {count}. Write same or different into the column “decision”, and match "
            "again.",
            file=str(review),
            count=added,
        )
        say(str(said))
    if out is not None:
        say(str(message("The tables are in {folder}", folder=str(out))))
