"""``steelyard audit``: whether the figures of an article, or of a claims file, hold."""

import json
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from steelyard.errors import Problem, UsageError, nearest
from steelyard.i18n import _, message

__all__ = ["add"]

_OPTIONS = ("--out", "--draft", "--review", "--all", "--json", "--help", "--lang")


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_(
            "Tell which printed figures hold: those of a claims file, or of an article, whose "
            "figures are then held against each other and against its lists as far as a machine "
            "can tell. The answer is no if a figure that a person confirmed is contradicted."
        ),
        usage=_("Usage: steelyard audit SOURCE [OPTIONS]"),
    )
    def audit(
        source: Annotated[
            str,
            Parameter(
                allow_leading_hyphen=True,
                help=_(
                    "A claims file (.yaml), the name of claims that Steelyard carries, or an "
                    "article in any other file; - reads the article from the input."
                ),
            ),
        ],
        /,
        *,
        out: Annotated[
            Path | None,
            Parameter(help=_("A folder for the pages and audit.json: new, empty, or of an audit.")),
        ] = None,
        draft: Annotated[
            Path | None,
            Parameter(
                help=_("Of an article: a new claims file for what is proposed, to be completed.")
            ),
        ] = None,
        review: Annotated[
            bool,
            Parameter(
                help=_("Ask about each proposed claim, and write the answers into the claims file.")
            ),
        ] = False,
        every: Annotated[
            bool, Parameter(name="--all", help=_("Show the figures that hold as well."))
        ] = False,
        as_json: Annotated[
            bool, Parameter(name="--json", help=_("Print the report as JSON."))
        ] = False,
    ) -> int:
        from steelyard.claims.report.drafts import refuse_draft
        from steelyard.claims.report.report import AuditReport
        from steelyard.cli.audit_out import keep, refuse_folder
        from steelyard.cli.audit_review import reviewed
        from steelyard.cli.audit_source import opened
        from steelyard.cli.audited import show
        from steelyard.cli.screen import say

        _refuse_option(source)
        if review and as_json:
            text = message("--review asks in the terminal, so --json cannot go with it.")
            raise UsageError(Problem(text, field="--review"))
        if draft is not None:
            refuse_draft(draft)
        if out is not None:
            refuse_folder(out)
        subject = opened(source, draft=draft, review=review)
        if review:
            subject = reviewed(subject)
        files = subject.keep()
        report = AuditReport.of(subject.audit)
        if out is not None:
            files = (*files, *keep(report, out))
        if as_json:
            print(json.dumps(report.to_json(), ensure_ascii=False, allow_nan=False))
        else:
            show(report, every)
            for file in files:
                say(str(message("Written: {file}", file=str(file))))
            if subject.file is None and draft is None:
                say("")
                say(_("To confirm, correct or reject them: --draft FILE.yaml, with --review."))
        return 1 if report.audit.contradicted else 0


def _refuse_option(source: str) -> None:
    """Refuse an option in the place of the source, where a hyphen by itself may stand."""
    if source.startswith("-") and source != "-":
        text = message("There is no option {option} here.", option=source)
        raise UsageError(Problem(text, nearest=nearest(source, _OPTIONS)))
