"""``steelyard workbook``: an edition as a workbook for people."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from steelyard.i18n import _

__all__ = ["add"]


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_("Write an edition as an XLSX workbook for people, in one language."),
        usage=_("Usage: steelyard workbook EDITION --out FILE.xlsx [OPTIONS]"),
    )
    def workbook(
        edition: Annotated[Path, Parameter(help=_("The folder of the edition."))],
        /,
        *,
        out: Annotated[Path, Parameter(help=_("The file; one that stands there is replaced."))],
        unit: Annotated[
            list[str] | None,
            Parameter(
                help=_("A unit that gets a scorecard of its own, by key or title; may stand often.")
            ),
        ] = None,
    ) -> int:
        from steelyard.cli.progress import progress
        from steelyard.evaluation.edition import Edition
        from steelyard.reports.workbook import write_workbook

        with progress() as report:
            report(_("Writing"), 0.1)
            written = write_workbook(Edition.open(edition), out, unit or ())
        print(written)
        return 0
