"""``steelyard schema``: the JSON Schema of a grammar, by which editors complete a file."""

import json
from typing import Annotated, Literal

from cyclopts import App, Parameter

from steelyard.i18n import _

__all__ = ["add"]


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_("Print the JSON Schema of schemes or claims, for editors to complete and check."),
        usage=_("Usage: steelyard schema [OPTIONS]"),
    )
    def schema(
        *,
        of: Annotated[
            Literal["scheme", "claims"],
            Parameter(help=_("Whose grammar: that of schemes or that of claims files.")),
        ] = "scheme",
    ) -> int:
        from steelyard.claims.file import schema as of_claims
        from steelyard.scheme import schema as of_schemes

        found = of_claims if of == "claims" else of_schemes
        print(json.dumps(found.json_schema(), ensure_ascii=False, indent=2))
        return 0
