"""``steelyard place``: where would a unit stand that is not on the list?"""

import json
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from steelyard.i18n import _

__all__ = ["add"]


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_("Place units that are not on the list against an edition, which does not change."),
        usage=_("Usage: steelyard place EDITION [TABLE=]FILE... [OPTIONS]"),
    )
    def place(
        edition: Annotated[Path, Parameter(help=_("The edition's folder."))],
        /,
        *files: Annotated[
            str, Parameter(help=_("The newcomers' tables: FILE, TABLE=FILE, or a folder."))
        ],
        as_json: Annotated[
            bool, Parameter(name="--json", help=_("Print the answer as JSON."))
        ] = False,
    ) -> int:
        from steelyard.cli import inputs as chosen
        from steelyard.cli.admitted import CODES, show_admission
        from steelyard.cli.screen import say, show_frame
        from steelyard.evaluation.admission import admission
        from steelyard.evaluation.edition import Edition
        from steelyard.evaluation.place import place as place_units

        opened = Edition.open(edition)
        placement = place_units(opened, chosen.assign(opened.scheme, "", files))
        admitted = admission(placement.evaluation)
        if as_json:
            answer = {
                "placed": placement.frame.to_dicts(),
                **({} if admitted is None else {"admission": admitted.to_dicts()}),
                "findings": [
                    {"unit": found.unit, "message": str(found.message)}
                    for found in placement.findings
                ],
            }
            print(json.dumps(answer, ensure_ascii=False, allow_nan=False, default=str))
            return 0
        heads = {
            **placement.evaluation.headings(),
            "rank": _("Rank"),
            "behind": _("Behind"),
            "ahead_of": _("Ahead of"),
        }
        units = opened.scheme.units
        labels = [name for name in (units.key, units.period) if name is not None]
        show_frame(placement.frame, heads, labels=labels)
        show_admission(placement.evaluation, placement.frame.height)
        for found in placement.findings:
            if found.code in CODES:
                continue
            say(f"  {found.unit}: {found.message}" if found.unit else f"  {found.message}")
        return 0
