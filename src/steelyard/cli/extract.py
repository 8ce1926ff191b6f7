"""``steelyard extract``: lists and figures out of a text."""

import json
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from steelyard.errors import Problem, UsageError
from steelyard.i18n import _, message

__all__ = ["add"]


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_(
            "Take lists and figures out of a text, with where each stands: ranking lists one per "
            "line or run together, tables, and every number with unit, comparator and precision."
        ),
        usage=_("Usage: steelyard extract TEXT [OPTIONS]"),
    )
    def extract(
        text: Annotated[
            str,
            Parameter(help=_("The text file; - for what is piped in."), allow_leading_hyphen=True),
        ],
        /,
        *,
        out: Annotated[
            Path | None,
            Parameter(
                help=_(
                    "Where tables and the draft of a claims file are written: a new folder, or an "
                    "empty one."
                )
            ),
        ] = None,
        form: Annotated[
            Literal["csv", "parquet", "json"],
            Parameter(
                help=_("What the tables are written as: csv, parquet or json; csv if absent.")
            ),
        ] = "csv",
        top: Annotated[
            int, Parameter(help=_("How many rows of a table to show; 20 if absent."))
        ] = 20,
        as_json: Annotated[
            bool, Parameter(name="--json", help=_("Print what was found as JSON."))
        ] = False,
    ) -> int:
        from steelyard.claims.extraction import extract as extracted
        from steelyard.claims.extraction import refuse_filled
        from steelyard.claims.text.article import Article
        from steelyard.cli.extracted import answer, show

        if top < 0:
            said = message("Must be at least {ge:g}, is {input}.", ge=0, input=top)
            raise UsageError(Problem(said, field="--top"))
        if out is not None:
            refuse_filled(out)
        found = extracted(Article.read(text))
        files = found.write(out, form) if out is not None else []
        if as_json:
            print(json.dumps(answer(found, files), ensure_ascii=False, allow_nan=False))
        else:
            show(found, top)
            for file in files:
                print(message("Written: {file}", file=str(file)))
            if out is None and (found.lists or found.quantities):
                print(_("Nothing was written; --out FOLDER keeps tables and a draft of claims."))
        return 0 if found.lists or found.quantities else 1
