"""``steelyard run``: evaluate data by a scheme, show the ranking, write the edition."""

import json
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from steelyard.errors import Problem, UsageError
from steelyard.i18n import _, message

__all__ = ["add"]


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_("Evaluate tables by a scheme, show the ranking, and write the edition."),
        usage=_("Usage: steelyard run SCHEME [[TABLE=]FILE]... [OPTIONS]"),
    )
    def run(  # noqa: PLR0913  # an option each
        scheme: Annotated[str, Parameter(help=_("A scheme's file, or its name in the library."))],
        /,
        *files: Annotated[
            str,
            Parameter(
                help=_(
                    "The tables: FILE, TABLE=FILE, or a folder with a file per table or the "
                    "workbooks that several suppliers delivered. Without any, the sample data of "
                    "a scheme of the library."
                )
            ),
        ],
        sample: Annotated[
            str | None,
            Parameter(
                help=_(
                    "Which sample of a scheme of the library to evaluate where it brings that of "
                    "a later year as well: later."
                )
            ),
        ] = None,
        out: Annotated[
            Path | None, Parameter(help=_("Folder of the edition; none is written without it."))
        ] = None,
        inputs: Annotated[
            bool,
            Parameter(
                negative="--without-inputs",
                help=_("Keep the input tables in the edition, so that it can be verified alone."),
            ),
        ] = True,
        replications: Annotated[
            int,
            Parameter(
                help=_(
                    "How many times to repeat the evaluation under draws of the scheme's "
                    "assumptions; 10,000 if absent, 0 to leave it out."
                )
            ),
        ] = 10_000,
        seed: Annotated[int, Parameter(help=_("The seed of the draws; 0 if absent."))] = 0,
        sensitivity: Annotated[
            int,
            Parameter(
                help=_(
                    "Base samples of the sensitivity analysis (Sobol' indices), 4,096 for "
                    "instance; it is not made if absent."
                )
            ),
        ] = 0,
        among: Annotated[
            list[int],
            Parameter(
                help=_(
                    "State the probability of being among the first so many; 1, 3, 5, 10, 20, 50 "
                    "and 100 if absent."
                )
            ),
        ] = [],  # noqa: B006  # cyclopts copies it
        encoding: Annotated[
            list[str], Parameter(help=_("Encoding of a file: gb18030, or TABLE=big5."))
        ] = [],  # noqa: B006  # cyclopts copies it
        unit: Annotated[
            list[str],
            Parameter(help=_("Unit of a column in the file: COLUMN=元, or TABLE.COLUMN=元.")),
        ] = [],  # noqa: B006  # cyclopts copies it
        currency: Annotated[
            str | None,
            Parameter(
                help=_(
                    "Currency of the results, by its three letters of ISO 4217; the scheme's own "
                    "if absent."
                )
            ),
        ] = None,
        top: Annotated[
            int, Parameter(help=_("How many rows of the ranking to show; 20 if absent."))
        ] = 20,
        as_json: Annotated[
            bool, Parameter(name="--json", help=_("Print the ranking as JSON."))
        ] = False,
    ) -> int:
        from steelyard.cli import inputs as chosen
        from steelyard.cli.deliveries import show_reconciliation
        from steelyard.cli.planes import plane_as_json
        from steelyard.cli.progress import progress
        from steelyard.cli.scenarios import scenarios_as_json
        from steelyard.cli.screen import show_evaluation
        from steelyard.data.dataset import Dataset
        from steelyard.evaluation.edition import refuse_occupied
        from steelyard.evaluation.evaluate import evaluate
        from steelyard.evaluation.figures import check_figures
        from steelyard.evaluation.reconciliation import summary
        from steelyard.robustness.analysis import analyse, analysed, with_intervals
        from steelyard.robustness.uncertainty import TOP
        from steelyard.scheme.scheme import Scheme

        _refuse(top, replications, sensitivity)
        if out is not None:
            refuse_occupied(out)
        declared = Scheme.load(scheme, currency=currency)
        with chosen.in_file(scheme):
            check_figures(declared)
        tables = chosen.assign(declared, scheme, files, sample)
        encodings = chosen.encodings(declared, encoding)
        measured = chosen.units(declared, unit)
        doing = {
            "derive": _("Deriving figures"),
            "screen": _("Screening"),
            "impute": _("Imputing"),
            "treat": _("Treating outliers"),
            "normalise": _("Normalising"),
            "aggregate": _("Aggregating"),
            "uncertainty": _("Replicating"),
            "sensitivity": _("Attributing"),
        }
        with progress() as report:
            report(_("Reading"), 0.0)
            data = Dataset.read(declared.inputs, tables, encodings=encodings, units=measured)
            with chosen.in_file(scheme):
                evaluation = evaluate(
                    declared,
                    data,
                    progress=lambda step, done: report(doing[step], 0.3 + 0.2 * done),
                )
                analysis = None
                if replications:
                    analysis = analyse(
                        evaluation,
                        replications=replications,
                        seed=seed,
                        samples=sensitivity,
                        among=among or TOP,
                        progress=lambda what, done: report(doing[what], 0.5 + 0.4 * done),
                    )
                    keep = with_intervals if out is None else analysed
                    evaluation = keep(analysis)
            report(_("Writing"), 0.9)
            edition = evaluation.write(out, inputs=inputs) if out is not None else None
        if as_json:
            more = {
                "reconciliation": summary(declared, data),
                "plane": plane_as_json(evaluation, analysis),
                "scenarios": scenarios_as_json(evaluation, analysis),
            }
            answer = evaluation.to_json() | {n: one for n, one in more.items() if one is not None}
            print(json.dumps(answer, ensure_ascii=False, allow_nan=False, default=str))
        else:
            show_reconciliation(declared, data)
            show_evaluation(evaluation, edition, top, analysis)
        return 0


def _refuse(top: int, replications: int, sensitivity: int) -> None:
    """Refuse numbers below 0, and an analysis that has nothing to analyse."""
    for option, value in (
        ("--top", top),
        ("--replications", replications),
        ("--sensitivity", sensitivity),
    ):
        if value < 0:
            text = message("Must be at least {ge:g}, is {input}.", ge=0, input=value)
            raise UsageError(Problem(text, field=option))
    if sensitivity and not replications:
        text = message("Sensitivity needs replications; leave out --replications 0.")
        raise UsageError(Problem(text, field="--sensitivity"))
