"""``steelyard new``: a first scheme for a table, with what it cannot know as questions."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from steelyard.i18n import _

__all__ = ["add"]


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_(
            "Draft a scheme from a table, from COINr's iData and iMeta, or from a COIN Tool "
            "workbook; what the files do not tell is asked in comments."
        ),
        usage=_("Usage: steelyard new TABLE... [OPTIONS]"),
    )
    def new(
        table: Annotated[
            Path, Parameter(help=_("The table of the units, or any of the files of COINr."))
        ],
        /,
        *tables: Annotated[Path, Parameter(help=_("Tables that belong to it, or COINr's other."))],
        out: Annotated[
            Path | None,
            Parameter(help=_("The scheme's file, which must not exist; else it is printed.")),
        ] = None,
        name: Annotated[
            str | None, Parameter(help=_("The scheme's name; that of the first file if absent."))
        ] = None,
    ) -> int:
        from steelyard.cli.screen import say
        from steelyard.drafts.draft import draft, keep
        from steelyard.i18n import message

        files = (table, *tables)
        drafted = draft(files, name)
        if out is None:
            print(drafted.text, end="")
            return 0
        keep(drafted, out)
        said = message(
            "The draft is in {file}; its open questions: {count}. Then: {command}",
            file=str(out),
            count=drafted.questions,
            command=drafted.command(out),
        )
        say(str(said))
        return 0
