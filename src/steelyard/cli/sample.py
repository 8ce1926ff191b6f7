"""``steelyard sample``: made-up tables to try a scheme on."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from steelyard.errors import Problem, UsageError, nearest
from steelyard.i18n import _, message

if TYPE_CHECKING:
    from polars import DataFrame

__all__ = ["add"]


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_(
            "Make up tables to try a scheme on: plausible, with gaps and breaches, and labelled as "
            "made up. The same seed gives the same tables."
        ),
        usage=_("Usage: steelyard sample SCHEME --out FOLDER [OPTIONS]"),
    )
    def sample(
        scheme: Annotated[str, Parameter(help=_("A scheme's name in the library."))],
        /,
        *,
        out: Annotated[
            Path, Parameter(help=_("Where the files are written: a new folder, or an empty one."))
        ],
        units: Annotated[
            int | None,
            Parameter(
                name=["--units", "--funds", "--brands"],
                help=_("How many funds or brands; 200 funds, 500 brands if absent."),
            ),
        ] = None,
        investments: Annotated[
            int | None, Parameter(help=_("How many investments in all; 20 a fund if absent."))
        ] = None,
        seed: Annotated[int, Parameter(help=_("The seed of the draws; 0 if absent."))] = 0,
        form: Annotated[
            Literal["csv", "parquet"],
            Parameter(name="--format", help=_("csv, or parquet for large tables; csv if absent.")),
        ] = "csv",
        deliveries: Annotated[
            bool,
            Parameter(
                help=_(
                    "Write workbooks instead, as an office would get them: one of each manager, "
                    "and the office's own; --lang sets their language."
                )
            ),
        ] = False,
        as_json: Annotated[
            bool, Parameter(name="--json", help=_("Print the answer as JSON."))
        ] = False,
    ) -> int:
        from steelyard.cli.screen import say
        from steelyard.samples import GENERATORS
        from steelyard.samples.write import write_deliveries, write_tables
        from steelyard.scheme.scheme import Scheme

        _refuse(scheme, GENERATORS, {"--seed": (seed, 0)})
        if units is not None:
            _refuse(scheme, GENERATORS, {"--units": (units, 1)})
        if investments is not None:
            _refuse(scheme, GENERATORS, {"--investments": (investments, 0)})
        tables = _tables(scheme, units, investments, seed)
        if deliveries:
            files = write_deliveries(tables, Scheme.load(scheme), out)
        else:
            files = write_tables(tables, out, form)
        if as_json:
            print(json.dumps({"files": [str(file) for file in files]}, ensure_ascii=False))
            return 0
        command = f"steelyard run {scheme} {out}"
        if scheme == "brand-value":
            said = message(
                "Made-up data in {folder}: {brands} brands. To evaluate them: {command}",
                folder=str(out),
                brands=tables["brands"].height,
                command=command,
            )
        else:
            said = message(
                "Made-up data in {folder}: {funds} funds, {investments} investments. To evaluate "
                "them: {command}",
                folder=str(out),
                funds=tables["funds"].height,
                investments=tables["investments"].height,
                command=command,
            )
        say(str(said))
        return 0


def _tables(
    scheme: str, units: int | None, investments: int | None, seed: int
) -> "dict[str, DataFrame]":
    """Make up the tables of a scheme."""
    if scheme == "brand-value":
        from steelyard.samples.brands import brands

        return brands(500 if units is None else units, seed)
    from steelyard.samples.fund_direction import fund_direction

    return fund_direction(200 if units is None else units, seed, investments)


def _refuse(scheme: str, known: tuple[str, ...], least: dict[str, tuple[int, int]]) -> None:
    """Refuse a scheme without a generator, and numbers that are too small."""
    if scheme not in known:
        text = message(
            "No data can be made up for “{name}”; they can for {known}.",
            name=scheme,
            known=", ".join(known),
        )
        raise UsageError(Problem(text, nearest=nearest(scheme, known)))
    for option, (value, minimum) in least.items():
        if value < minimum:
            text = message("Must be at least {ge:g}, is {input}.", ge=minimum, input=value)
            raise UsageError(Problem(text, field=option))
