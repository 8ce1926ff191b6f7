"""What the page on how sure the ranks are says besides its content, in the current language."""

from __future__ import annotations

from steelyard.i18n import _
from steelyard.publish.figures.wording import figure_wording

__all__ = ["wording"]


def wording() -> dict[str, str]:
    """Return the fixed texts of the page by name."""
    return {
        **figure_wording(),
        "contents": _("On this page"),
        "varied": _("What was varied"),
        "varied_about": _(
            "What was drawn anew in each replication. Nobody can say which draw is right; so the "
            "ranks are given with all of them."
        ),
        "not_assessed": _("What was not assessed"),
        "how_about": _("With the scheme and the data at hand, this command does it:"),
        "settings": _("With these settings anyone gets the same figures:"),
        "lists": _("The lists"),
        "lists_caption": _("How sure each list is"),
        "list": _("List"),
        "units": _("Units"),
        "group": _("Group"),
        "rank": _("Rank"),
        "members": _("Units"),
        "groups": _("The groups"),
        "groups_caption": _("Units that cannot be told apart from the first of their group"),
        "more_groups": _("The other groups are in the table “uncertainty”."),
        "show_table": _("Show as a table"),
        "table_data": _("all rows (CSV)"),
        "downloads": _("Downloads"),
    }
