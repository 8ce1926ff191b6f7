"""``steelyard schemes``: what the library has, and what is known of one of its schemes."""

import json
from typing import Annotated

from cyclopts import App, Parameter

from steelyard.i18n import _

__all__ = ["add"]


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_("List the schemes of the library, or show one: its source and method."),
        usage=_("Usage: steelyard schemes [NAME] [OPTIONS]"),
    )
    def schemes(
        name: Annotated[str | None, Parameter(help=_("The scheme to show."))] = None,
        /,
        *,
        as_json: Annotated[
            bool, Parameter(name="--json", help=_("Print the answer as JSON."))
        ] = False,
    ) -> int:
        from steelyard.cli.screen import say, show_rows
        from steelyard.library import names, readme
        from steelyard.scheme.scheme import Scheme

        if name is not None:
            say(readme(name))
            return 0
        rows = [
            {
                "scheme": found,
                "title": declared.title.render(),
                "tables": " ".join(
                    table
                    for table, one in declared.inputs.items()
                    if one.required and one.file is None
                ),
            }
            for found in names()
            for declared in [Scheme.load(found)]
        ]
        if as_json:
            print(json.dumps(rows, ensure_ascii=False))
        else:
            show_rows([_("Scheme"), _("Title"), _("Tables")], [tuple(r.values()) for r in rows])
        return 0
