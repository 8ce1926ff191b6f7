"""``steelyard schema``: the JSON Schema of the grammar, with which editors complete a scheme."""

import json

from cyclopts import App

from steelyard.i18n import _

__all__ = ["add"]


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_("Print the JSON Schema of schemes, for editors to complete and check."),
        usage=_("Usage: steelyard schema"),
    )
    def schema() -> int:
        from steelyard.scheme.schema import json_schema

        print(json.dumps(json_schema(), ensure_ascii=False, indent=2))
        return 0
