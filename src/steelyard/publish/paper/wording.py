"""Fixed texts of the papers in the current language."""

from __future__ import annotations

from steelyard.i18n import _

__all__ = ["of_brief", "of_report"]


def of_report() -> dict[str, str]:
    """Return the fixed texts of the report by name."""
    return {
        "kind": _("Report"),
        "contents": _("Contents"),
        "summary": _("In short"),
        "ranking": _("Ranking"),
        "rank": _("Rank"),
        "interval": _("Rank, 5–95%"),
        "sure": _("How sure the ranks are"),
        "groups": _("By group"),
        "count": _("Count"),
        "share": _("Share"),
        "mean": _("Mean"),
        "best": _("Best placed"),
        "method": _("Method"),
        "criterion": _("Criterion"),
        "weight": _("Weight"),
        "total_weight": _("Of the total"),
        "points": _("Points"),
        "rule": _("Score"),
        "source": _("Source"),
        "steps": _("Steps"),
        "tree": _("Criteria and indicators"),
        "files": _("Files that were read, and their SHA-256"),
        "findings": _("Findings"),
        "again": _("Derive it again"),
        "sources": _("Sources"),
        "replaced": _replaced(),
    }


def of_brief() -> dict[str, str]:
    """Return the fixed texts of a brief by name."""
    return {
        "kind": _("Brief"),
        "likely": _("How likely each rank is"),
        "method": _("Method"),
        "value": _("Value"),
        "between": _("5–95%"),
        "rank_between": _("Rank, 5–95%"),
        "criteria": _("By criterion"),
        "criterion": _("Criterion"),
        "weight": _("Weight"),
        "score": _("Score"),
        "points": _("Points"),
        "of_points": _("Of"),
        "stated": _("Own statement"),
        "rank": _("Rank"),
        "median": _("Tick: median"),
        "strengths": _("Strengths"),
        "weaknesses": _("Weaknesses"),
        "none": _("None is named."),
        "next": _("What it would take to pass the next"),
        "steps": _("What more points would take"),
        "breaches": _("Rules that are broken"),
        "findings": _("What to know of the data"),
        "peers": _("Peers"),
        "periods": _("History"),
        "period": _("Period"),
        "tree": _("Every figure"),
        "raw": _("Figure"),
        "source": _("Source"),
        "sources": _("Sources"),
        "replaced": _replaced(),
    }


def _replaced() -> str:
    return _("Characters that no font here can show stand by their Unicode numbers.")
