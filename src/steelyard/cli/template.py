"""``steelyard template``: empty workbooks for those who supply a scheme's tables."""

import json
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from steelyard.i18n import _

__all__ = ["add"]


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_(
            "Write empty workbooks to fill in, one for each supplier of the scheme's tables, with "
            "drop-down lists and the explanations as notes; --lang sets their language."
        ),
        usage=_("Usage: steelyard template SCHEME --out FOLDER [OPTIONS]"),
    )
    def template(
        scheme: Annotated[str, Parameter(help=_("A scheme's file, or its name in the library."))],
        /,
        *,
        out: Annotated[
            Path, Parameter(help=_("Where the workbooks are written; none is overwritten."))
        ],
        as_json: Annotated[
            bool, Parameter(name="--json", help=_("Print the answer as JSON."))
        ] = False,
    ) -> int:
        from steelyard.cli.screen import say
        from steelyard.scheme.scheme import Scheme
        from steelyard.templates.workbook import write_templates

        files = [str(file) for file in write_templates(Scheme.load(scheme), out)]
        if as_json:
            print(json.dumps({"files": files}, ensure_ascii=False))
        else:
            for file in files:
                say(file)
        return 0
