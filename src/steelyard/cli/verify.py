"""``steelyard verify``: run an edition again and compare."""

import json
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from steelyard.i18n import _, message

__all__ = ["add"]


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_("Run an edition again and compare it byte for byte."),
        usage=_("Usage: steelyard verify EDITION [[TABLE=]FILE]... [OPTIONS]"),
    )
    def verify(
        edition: Annotated[Path, Parameter(help=_("The edition's folder."))],
        /,
        *files: Annotated[
            str,
            Parameter(help=_("The input tables, for an edition that was written without them.")),
        ],
        as_json: Annotated[
            bool, Parameter(name="--json", help=_("Print the answer as JSON."))
        ] = False,
    ) -> int:
        from steelyard.cli import inputs as chosen
        from steelyard.cli.progress import progress
        from steelyard.cli.screen import say
        from steelyard.evaluation.edition import Edition
        from steelyard.evaluation.verify import verify as verify_edition

        opened = Edition.open(edition)
        tables = chosen.assign(opened.scheme, "", files) if files else None
        with progress() as report:
            report(_("Running again"), 0.1)
            found = verify_edition(opened, tables)
        if as_json:
            answer = {
                "verdict": found.verdict,
                "changed": list(found.changed),
                "different": {name: str(why) for name, why in found.different},
            }
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
        return 0 if found.holds else 1
