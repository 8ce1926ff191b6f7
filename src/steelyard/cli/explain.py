"""``steelyard explain``: what raised and what lowered a unit, down to its raw values."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from steelyard.i18n import _, message

if TYPE_CHECKING:
    from steelyard.evaluation.explain import Explained, Explanation
    from steelyard.scheme.scheme import Scheme

__all__ = ["add"]


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_("Explain why a unit stands where it stands, node by node down to the raw values."),
        usage=_("Usage: steelyard explain EDITION UNIT [OPTIONS]"),
    )
    def explain(
        edition: Annotated[Path, Parameter(help=_("The edition's folder."))],
        unit: Annotated[str, Parameter(help=_("The unit's key, or its title."))],
        /,
        *,
        period: Annotated[
            str | None, Parameter(help=_("The period; the unit's last if absent."))
        ] = None,
        as_json: Annotated[
            bool, Parameter(name="--json", help=_("Print the answer as JSON."))
        ] = False,
    ) -> int:
        from steelyard.evaluation.edition import Edition
        from steelyard.evaluation.explain import explain as explain_unit

        opened = Edition.open(edition)
        found = explain_unit(opened, unit, period)
        if as_json:
            answer = _answer(opened.scheme, found)
            print(json.dumps(answer, ensure_ascii=False, allow_nan=False, default=str))
        else:
            _show(opened.scheme, found)
        return 0


def _answer(scheme: "Scheme", found: "Explanation") -> dict[str, Any]:
    """Return the explanation for programs, with the sentences on methods in this language."""
    from steelyard.evaluation.estimates_told import estimate_title, spread_in_words

    answer = asdict(found)
    for one, told in zip(found.estimates, answer["estimates"], strict=True):
        told["title"] = str(estimate_title(scheme, one.name))
        told["sentence"] = str(spread_in_words(scheme, one.name, one.row))
    return answer


def _show(scheme: "Scheme", found: "Explanation") -> None:
    from steelyard.cli.estimates import show_valued
    from steelyard.cli.screen import number, say, show_rows

    if found.rank is None:
        say(str(message("{unit} is not ranked.", unit=found.key)))
    elif found.score is None:
        say(
            str(
                message(
                    "{unit}: rank {rank} of {of}",
                    unit=found.key,
                    rank=number(found.rank),
                    of=found.of,
                )
            )
        )
    else:
        say(
            str(
                message(
                    "{unit}: rank {rank} of {of}, {measure} {score}",
                    unit=found.key,
                    rank=number(found.rank),
                    of=found.of,
                    measure=found.measure or _("score"),
                    score=number(found.score),
                )
            )
        )
    if found.admission is not None:
        say(str(message("Admission: {admission}", admission=found.admission)))
        for bound in found.thresholds:
            say(f"  {bound.sentence}")
    show_valued(scheme, found.estimates)
    if not found.nodes:
        return
    show_rows(
        [
            _("Criterion"),
            _("Weight"),
            _("Score"),
            _("Median"),
            _("Rank"),
            _("Effect on the total"),
            _("Figure"),
        ],
        [_row(node) for node in found.nodes],
        numeric=(False, True, True, True, True, True, True),
    )
    _names(_("Strengths"), found.strengths)
    _names(_("Weaknesses"), found.weaknesses)
    say(
        _(
            "The effect is what the total would lose if this score were the median of the list. "
            "Strengths and weaknesses are the indicators on which the unit ranks best and worst."
        )
    )


def _row(node: "Explained") -> tuple[object, ...]:
    figure: str = ""
    if node.figure is not None:
        figure = _figure(node)
    return (
        "  " * node.depth + node.title,
        node.weight,
        node.score,
        node.median,
        node.rank,
        _signed(node.effect),
        figure,
    )


def _figure(node: "Explained") -> str:
    from steelyard.cli.screen import number

    raw = number(node.raw) or "–"
    unit = f" {node.unit}" if node.unit and node.raw is not None else ""
    mark = f" ({_('imputed')})" if node.imputed else ""
    if node.treated is not None:
        mark += f" → {number(node.treated)}"
    return f"{raw}{unit}{mark}"


def _signed(effect: float | None) -> str:
    from steelyard.cli.screen import number

    if effect is None:
        return ""
    return f"{'+' if effect > 0 else ''}{number(effect)}"


def _names(title: str, nodes: "tuple[Explained, ...]") -> None:
    from steelyard.cli.screen import say

    if nodes:
        listed = ", ".join(f"{node.title} ({node.rank})" for node in nodes)
        say(str(message("{title}: {names}", title=title, names=listed)))
