"""What the page says besides the claims, in the current language."""

from __future__ import annotations

from collections.abc import Mapping

from steelyard.claims.report.words import Kind
from steelyard.i18n import Message, _, message

__all__ = ["MEANINGS", "wording"]

MEANINGS: Mapping[Kind, Message] = {
    "contradicted": message(
        "No values that round to the figures it follows from give this figure; something printed "
        "is wrong."
    ),
    "possible": message(
        "The figures that it follows from do not give it as they are printed, but some that round "
        "to them do."
    ),
    "truncated": message("What is computed gives the figure if its last places are cut off."),
    "unchecked": message("Something is missing, so nobody can tell from what is printed."),
    "holds": message("What is computed, rounded as printed, is the figure."),
    "computed": message("Nobody printed it; it serves to check others."),
}
"""What the verdicts mean."""


def wording() -> dict[str, str]:
    """Return the fixed texts of the page by name."""
    return {
        "product": _("Audit of printed figures"),
        "skip": _("To the content"),
        "languages": _("Language"),
        "summary": _("Summary"),
        "contradictions": _("What is contradicted"),
        "none_contradicted": _("No figure is contradicted."),
        "disagreements": _("What excludes each other"),
        "repairs": _("The fewest figures that must be wrong"),
        "left_choices": _("More choices are in audit.json."),
        "either": _("The rest can be true without one of these:"),
        "only": _("The rest can be true without:"),
        "reading": _(
            "Each figure that was checked carries the sign of its verdict and the number of its "
            "claim, which leads to the computation."
        ),
        "computations": _("Computations"),
        "all": _("All claims"),
        "caption": _("Each claim with its verdict and its computation, contradictions first"),
        "number": _("No."),
        "verdict": _("Verdict"),
        "claim": _("Claim"),
        "printed": _("As printed"),
        "result": _("What comes out"),
        "against": _("Held against"),
        "scope": _("Scope"),
        "note": _("Note"),
        "sources": _("Sources"),
        "to_text": _("In the text"),
        "findings": _("Findings"),
        "meanings": _("What the verdicts mean"),
    }
