"""``steelyard publish``: an edition as a site that people read."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from steelyard.i18n import _

__all__ = ["add"]


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_("Publish an edition: pages, charts and files to take along, in three languages."),
        usage=_("Usage: steelyard publish EDITION --out SITE [OPTIONS]"),
    )
    def publish(
        edition: Annotated[Path, Parameter(help=_("The folder of the edition."))],
        /,
        *,
        out: Annotated[
            Path,
            Parameter(
                help=_(
                    "Folder of the site. One that stands there is brought up to date: only what "
                    "changed is written."
                )
            ),
        ],
        previous: Annotated[
            Path | None,
            Parameter(
                help=_("The edition before, to tell what changed: by data, method and entrants.")
            ),
        ] = None,
        claims: Annotated[
            str | None,
            Parameter(
                help=_("A claims file, or the name of one that Steelyard carries, to be audited.")
            ),
        ] = None,
        pdf: Annotated[
            bool, Parameter(help=_("Make a brief for each unit and a report, for paper."))
        ] = False,
        xlsx: Annotated[
            bool, Parameter(help=_("Make a workbook in which weights can be changed."))
        ] = False,
        workers: Annotated[
            int | None,
            Parameter(help=_("How many processes write pages; one for each processor if absent.")),
        ] = None,
    ) -> int:
        from steelyard.cli.audit_source import opened
        from steelyard.cli.progress import progress
        from steelyard.publish.publish import publish as write

        doing = {"units": _("Writing the pages of units"), "pages": _("Writing pages")}
        with progress() as report:
            made = write(
                edition,
                out,
                previous=previous,
                audit=None if claims is None else opened(claims).audit,
                pdf=pdf,
                xlsx=xlsx,
                workers=workers,
                progress=lambda what, done: report(doing[what], done),
            )
        print(
            _("{files} files, {changed} of them new or changed, {removed} removed.").format(
                files=made.files, changed=len(made.changed), removed=len(made.removed)
            )
        )
        print(made.first)
        return 0
