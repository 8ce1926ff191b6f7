"""``steelyard verify``: run an edition again and compare."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from steelyard.errors import Problem, UsageError
from steelyard.i18n import _, message

if TYPE_CHECKING:
    from steelyard.record.check import RecordCheck

__all__ = ["add"]


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_("Run an edition again and compare it byte for byte; follow its record."),
        usage=_("Usage: steelyard verify EDITION [[TABLE=]FILE]... [OPTIONS]"),
    )
    def verify(
        edition: Annotated[Path, Parameter(help=_("The edition's folder."))],
        /,
        *files: Annotated[
            str,
            Parameter(help=_("The input tables, for an edition that was written without them.")),
        ],
        head: Annotated[
            str | None,
            Parameter(
                help=_(
                    "The hash of the record's last entry as it was published elsewhere: without "
                    "it, entries cut off the end are not missed."
                )
            ),
        ] = None,
        as_json: Annotated[
            bool, Parameter(name="--json", help=_("Print the answer as JSON."))
        ] = False,
    ) -> int:
        from steelyard.cli import inputs as chosen
        from steelyard.cli.progress import progress
        from steelyard.cli.screen import say
        from steelyard.evaluation.edition import Edition
        from steelyard.evaluation.verify import verify as verify_edition

        _check_head(head)
        opened = Edition.open(edition)
        tables = chosen.assign(opened.scheme, "", files) if files else None
        with progress() as report:
            report(_("Running again"), 0.1)
            found = verify_edition(opened, tables, head=head)
        if as_json:
            answer = {
                "verdict": found.verdict,
                "changed": list(found.changed),
                "different": {name: str(why) for name, why in found.different},
            }
            if found.record is not None:
                answer["record"] = found.record.to_json()
            print(json.dumps(answer, ensure_ascii=False))
            return 0 if found.holds else 1
        verdicts = {
            "identical": _("Identical: run again, every byte is the same."),
            "equal": _(
                "Equal: run again, the figures agree to 1e-12; the last bits differ, as they do "
                "on another kind of processor or with other versions of the libraries."
            ),
            "different": _("Different: the edition does not follow from its inputs."),
        }
        say(verdicts[found.verdict])
        for name in found.changed:
            say("  " + str(message("{file}: changed since it was written", file=name)))
        for name, why in found.different:
            say(f"  {name}: {why}")
        if found.record is not None:
            _show_record(found.record, head)
        return 0 if found.holds else 1


def _check_head(head: str | None) -> None:
    if head is not None and not re.fullmatch(r"[0-9a-fA-F]{64}", head):
        text = message("“{text}” is no SHA-256: 64 digits, 0 to 9 and a to f.", text=head)
        raise UsageError(Problem(text, field="--head"))


def _show_record(record: "RecordCheck", head: str | None) -> None:
    """Print what became of the record, and what that proves."""
    from steelyard.cli.screen import say

    count = len(record.chain.stored)
    if record.holds:
        say(
            str(
                message(
                    "The record is whole: {count} entries, each follows the one before.",
                    count=count,
                )
            )
        )
    else:
        say(_("The record is not as it was written:"))
    for fault in record.faults:
        say(f"  {fault.what}")
    if record.published is not None:
        number = record.published
        say(str(message("The published hash is that of entry {number}.", number=number)))
    if record.head is not None:
        say(str(message("Head: {hash}", hash=record.head)))
    if head is None and record.holds:
        say(
            _(
                "Whoever can rewrite all files can rewrite the chain: compare the head with one "
                "that was published elsewhere (--head)."
            )
        )
