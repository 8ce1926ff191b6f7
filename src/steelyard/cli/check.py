"""``steelyard check``: is the scheme right, and do the files fit it?"""

import json
from typing import Annotated

from cyclopts import App, Parameter

from steelyard.i18n import _

__all__ = ["add"]


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_("Check a scheme, and whether tables fit it, without evaluating."),
        usage=_("Usage: steelyard check SCHEME [[TABLE=]FILE]... [OPTIONS]"),
    )
    def check(
        scheme: Annotated[str, Parameter(help=_("A scheme's file, or its name in the library."))],
        /,
        *files: Annotated[
            str, Parameter(help=_("Tables to check: FILE, TABLE=FILE, or a folder."))
        ],
        as_json: Annotated[
            bool, Parameter(name="--json", help=_("Print the answer as JSON."))
        ] = False,
    ) -> int:
        from steelyard.cli import inputs as chosen
        from steelyard.cli.screen import say
        from steelyard.data.dataset import Dataset
        from steelyard.errors import DataError, QueryError, SchemeError
        from steelyard.evaluation.figures import check_figures
        from steelyard.scheme.scheme import Scheme

        problems: list[str] = []
        try:
            declared = Scheme.load(scheme)
            with chosen.in_file(scheme):
                check_figures(declared)
            if files:
                Dataset.read(declared.inputs, chosen.assign(declared, scheme, files))
        except (SchemeError, QueryError, DataError) as error:
            problems = [str(problem) for problem in error.problems]
        if as_json:
            print(json.dumps({"ok": not problems, "problems": problems}, ensure_ascii=False))
        elif problems:
            say("\n".join(problems))
        else:
            say(_("Nothing is wrong."))
        return 1 if problems else 0
