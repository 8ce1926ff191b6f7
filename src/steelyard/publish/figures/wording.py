"""What stands below every chart, in the current language."""

from __future__ import annotations

from steelyard.i18n import _

__all__ = ["figure_wording"]


def figure_wording() -> dict[str, str]:
    """Return the fixed texts of a chart by name; a page adds them to its own."""
    return {
        "figure_files": _("Take this chart along"),
        "figure_data": _("data (CSV)"),
        "figure_spec": _("Vega-Lite"),
        "figure_embed": _("embed"),
    }
