"""What the ranking and the overview say besides their content, in the current language."""

from __future__ import annotations

from steelyard.i18n import _

__all__ = ["overview_wording", "ranking_wording", "row_wording"]


def row_wording() -> dict[str, str]:
    """Return what stands in rows, by name."""
    return {
        "split": _("data {data}, method {method}, entrants {entrants}"),
        "unsure": _("(unsure)"),
        "entered": _("new"),
        "ranked": _("not ranked before"),
        "moved": _("from another list"),
        "was": _("was {rank}"),
        "beyond": _("candidate"),
    }


def ranking_wording() -> dict[str, str]:
    """Return the fixed texts of a page of the ranking by name; gaps are filled by its script."""
    return row_wording() | {
        "search": _("Search by name or key"),
        "everything": _("All"),
        "reset": _("Reset"),
        "find": _("Find in the table"),
        "shown": _("{shown} of {all} shown"),
        "rows": _("Rows {from} to {to} of {all}"),
        "part": _("Rows {from} to {to} of {shown} that match; {all} in all"),
        "nothing": _("Nothing matches. Change the search, or reset it."),
        "loading": _("The rest of the table is being read …"),
        "absent": _("The rest of the table could not be read; only these rows are searched."),
        "parts": _("Parts of the table"),
        "before": _("Previous rows"),
        "after": _("Next rows"),
        "lists": _("Lists"),
        "periods": _("Periods"),
        "empty": _("This edition ranks nothing: it has no units."),
        "left": _("No longer listed"),
        "reading": _("How to read the table"),
        "download": _("Download the table"),
        "download_csv": _("CSV"),
        "downloads": _("all tables and forms"),
        "whole": _("Search and sort in the whole table"),
        "scroll": _("Ranking"),
    }


def overview_wording() -> dict[str, str]:
    """Return the fixed texts of the overview by name."""
    return row_wording() | {
        "facts": _("In short"),
        "sure": _("How sure it is"),
        "changed": _("What changed"),
        "whole": _("The whole ranking"),
        "unranked": _("No unit has a rank. The ranking names them all, and why."),
        "empty": _("This edition ranks nothing: it has no units."),
        "next": _("What to read next"),
        "next_ranking": _("Every unit, to sort, search and filter."),
        "next_weights": _("Weigh the criteria as you see fit and watch the ranks move."),
        "next_groups": _("How countries, regions and sectors compare."),
        "next_sure": _("How far each rank can be relied on, and what it depends on."),
        "next_method": _("Every indicator, formula, weight and source, and what was found."),
        "next_downloads": _("Every table and chart to take along."),
        "rose": _("Rose most"),
        "fell": _("Fell most"),
        "unit": _("Unit"),
        "rank": _("Rank"),
        "change": _("Change of rank"),
        "others": _("More lists"),
    }
