"""``steelyard robustness``: how sure the ranks of an edition are, and what they depend on."""

import json
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from steelyard.errors import EditionError, Problem, UsageError
from steelyard.i18n import _, message

__all__ = ["add"]


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_("Show how sure the ranks of an edition are, and what they depend on."),
        usage=_("Usage: steelyard robustness EDITION [OPTIONS]"),
    )
    def robustness(
        edition: Annotated[Path, Parameter(help=_("The folder of the edition."))],
        /,
        *,
        sensitivity: Annotated[
            int,
            Parameter(
                help=_(
                    "Attribute the uncertainty to the assumptions now, with so many base samples; "
                    "if absent, what the edition has of it is shown."
                )
            ),
        ] = 0,
        top: Annotated[
            int, Parameter(help=_("How many rows of a table to show; 20 if absent."))
        ] = 20,
        charts: Annotated[Path | None, Parameter(help=_("Folder for the charts."))] = None,
        form: Annotated[
            list[Literal["svg", "png", "html"]],
            Parameter(name="--format", help=_("Form of the charts; all three if absent.")),
        ] = [],  # noqa: B006  # cyclopts copies it
        as_json: Annotated[
            bool, Parameter(name="--json", help=_("Print the tables as JSON."))
        ] = False,
    ) -> int:
        from steelyard.cli.progress import progress
        from steelyard.cli.robustness_tables import show_tables
        from steelyard.evaluation.edition import Edition
        from steelyard.robustness.report import Report

        for option, value in (("--top", top), ("--sensitivity", sensitivity)):
            if value < 0:
                text = message("Must be at least {ge:g}, is {input}.", ge=0, input=value)
                raise UsageError(Problem(text, field=option))
        opened = Edition.open(edition)
        if "analysis" not in opened.manifest:
            raise EditionError(
                message(
                    "The edition {folder} was made with --replications 0, so it says nothing of "
                    "how sure its ranks are; run it again without that.",
                    folder=str(edition),
                )
            )
        with progress() as report:
            found = Report.of(opened)
            if sensitivity:
                found = found.attributed(
                    sensitivity, lambda share: report(_("Attributing"), 0.9 * share)
                )
            written = []
            if charts is not None:
                report(_("Drawing"), 0.9)
                written = found.draw(charts, tuple(dict.fromkeys(form)) or ("svg", "png", "html"))
        if as_json:
            answer = found.to_json()
            print(json.dumps(answer, ensure_ascii=False, allow_nan=False, default=str))
        else:
            show_tables(found, top)
            for path in written:
                print(path)
            if charts is not None and not written:
                print(_("There is nothing to draw."))
        return 0
