"""``steelyard compare``: what changed from one edition to the next, and why."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from steelyard.errors import Problem, UsageError
from steelyard.i18n import _, message

if TYPE_CHECKING:
    from steelyard.robustness.comparison import Comparison

__all__ = ["add"]

_CAUSES = ("data", "method", "entrants")


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_(
            "Show who rose and fell from one edition to the next, and how much of it comes from "
            "the data, from the method, and from who entered and left; and by group how sums and "
            "shares changed, and by whom."
        ),
        usage=_("Usage: steelyard compare OLD NEW [OPTIONS]"),
    )
    def compare(
        old: Annotated[Path, Parameter(help=_("The folder of the earlier edition."))],
        new: Annotated[Path, Parameter(help=_("The folder of the later edition."))],
        /,
        *,
        top: Annotated[
            int,
            Parameter(
                help=_(
                    "How many units to show, the largest changes first, and how many groups of a "
                    "table; 20 if absent."
                )
            ),
        ] = 20,
        as_json: Annotated[
            bool, Parameter(name="--json", help=_("Print the answer as JSON."))
        ] = False,
    ) -> int:
        from steelyard.cli.compared_groups import show_groups
        from steelyard.cli.progress import progress
        from steelyard.evaluation.edition import Edition
        from steelyard.robustness.comparison import compare as hold_against

        if top < 0:
            text = message("Must be at least {ge:g}, is {input}.", ge=0, input=top)
            raise UsageError(Problem(text, field="--top"))
        earlier, later = Edition.open(old), Edition.open(new)
        with progress() as report:
            report(_("Comparing"), 0.1)
            found = hold_against(earlier, later)
        if as_json:
            print(json.dumps(found.to_json(), ensure_ascii=False, allow_nan=False, default=str))
        else:
            _show(found, top)
            show_groups(found, top)
        return 0


def _show(found: "Comparison", top: int) -> None:
    """Print the largest changes, and what there is to say of all of them."""
    import polars as pl

    from steelyard.cli.paragraphs import paragraph
    from steelyard.cli.screen import say, show_rows

    paragraph(_title(found))
    moved = found.frame.filter(pl.col("change") != 0)
    order = moved.with_columns(pl.col("change").abs().alias("_size"))
    order = order.sort("_size", descending=True, maintain_order=True)
    if not moved.is_empty() and top:
        causes = _CAUSES if moved["data"].is_not_null().any() else ()
        heads = {"data": _("Data"), "method": _("Method"), "entrants": _("Entrants and leavers")}
        assessed = moved["sure"].is_not_null().any()
        show_rows(
            [
                _("Unit"),
                _("Rank before"),
                _("Now"),
                _("Change"),
                *(heads[cause] for cause in causes),
                *([_("Intervals apart")] if assessed else []),
            ],
            [_cells(found, row, causes, assessed) for row in order.head(top).iter_rows(named=True)],
            numeric=(False, True, True, True, *(True for _cause in causes)),
        )
    if top < moved.height:
        say(str(message("… and {count} more rows.", count=moved.height - top)))
    for sentence in found.summary:
        paragraph(str(sentence))


def _title(found: "Comparison") -> str:
    title = found.edition.scheme.title.render()
    before, after = found.periods
    if before is None or after is None:
        return title
    return str(message("{title}: {before} to {after}", title=title, before=before, after=after))


def _cells(
    found: "Comparison", row: dict[str, object], causes: tuple[str, ...], assessed: object
) -> tuple[object, ...]:
    from steelyard.robustness.comparison.words import places

    return (
        found.titles[str(row[found.key])],
        row["rank_before"],
        row["rank"],
        places(float(str(row["change"]))),
        *(_share(row[cause]) for cause in causes),
        *([_answer(row["sure"])] if assessed else []),
    )


def _share(value: object) -> str:
    """Return what a cause has in a change, with its sign; 0 where it has nothing in it."""
    if not isinstance(value, float):
        return "–"
    return f"{value:+,.2f}".replace("-", "−") if value else "0"


def _answer(value: object) -> str:
    if value is None:
        return "–"
    return _("yes") if value else _("no")
