"""``steelyard homogeneity``: how alike the units are in what they hold."""

import json
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from steelyard.errors import Problem, UsageError
from steelyard.i18n import _, message

__all__ = ["add"]

_LABELS = ("period", "group", "unit", "other", "holding", "top_field", "most_alike")
# There is no room for all in a terminal; the edition's tables have them.
_LEFT_OUT = ("holders", "amount_without_field", "fields")


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_(
            "Show how alike units are: who crowds into the same fields, and who holds the same."
        ),
        usage=_("Usage: steelyard homogeneity EDITION [OPTIONS]"),
    )
    def homogeneity(
        edition: Annotated[Path, Parameter(help=_("The folder of the edition."))],
        /,
        *,
        top: Annotated[
            int, Parameter(help=_("How many rows of a table to show; 20 if absent."))
        ] = 20,
        as_json: Annotated[
            bool, Parameter(name="--json", help=_("Print the tables as JSON."))
        ] = False,
    ) -> int:
        from steelyard.cli.paragraphs import heading, paragraph
        from steelyard.cli.screen import show_frame
        from steelyard.evaluation.edition import Edition
        from steelyard.reports.homogeneity import TITLES, HomogeneityReport

        if top < 0:
            text = message("Must be at least {ge:g}, is {input}.", ge=0, input=top)
            raise UsageError(Problem(text, field="--top"))
        report = HomogeneityReport.of(Edition.open(edition))
        if as_json:
            print(json.dumps(report.to_json(), ensure_ascii=False, allow_nan=False))
            return 0
        paragraph(report.scheme.title.render())
        for sentence in report.sentences():
            paragraph(str(sentence))
        heads = report.headings()
        for name in report.tables:
            frame = report.shown(name)
            if not frame.is_empty():
                heading(str(TITLES[name]))
                shown = frame.drop(_LEFT_OUT, strict=False)
                show_frame(shown, heads, rows=top, labels=_LABELS)
        return 0
