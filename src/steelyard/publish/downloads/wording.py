"""What the page of downloads and the embedded pages say besides their content."""

from __future__ import annotations

from steelyard.i18n import _

__all__ = ["embed_wording", "wording"]


def wording() -> dict[str, str]:
    """Return the fixed texts of the page of downloads by name."""
    return {
        "lede": _(
            "Every table and chart of this publication, and the whole edition, free to take along."
        ),
        "edition": _("The whole edition"),
        "edition_about": _(
            "A Frictionless Data Package: the scheme, the tables with every field described, what "
            "was learned, and the SHA-256 of each file, so that anyone can derive the ranking "
            "again."
        ),
        "package": _("Edition as a ZIP archive"),
        "description": _("Description of the package"),
        "workbook": _("Workbook, in which weights can be changed"),
        "report": _("Report to print"),
        "tables": _("Tables"),
        "tables_caption": _("Tables of the edition, each in several forms"),
        "csv_note": _(
            "CSV is UTF-8. A text that a spreadsheet would run as a formula has an apostrophe "
            "before it; the other forms hold every text as it is."
        ),
        "xlsx_note": _("Tables of more than half a million cells have no workbook."),
        "table": _("Table"),
        "rows": _("Rows"),
        "columns": _("Columns"),
        "forms": _("Forms"),
        "charts": _("Charts"),
        "charts_caption": _("Charts, as pictures and with their data"),
        "chart": _("Chart"),
        "data": _("Data"),
        "embed": _("Show it on another page"),
        "embed_about": _(
            "Copy these lines into a page, and put where this site stands in place of ADDRESS."
        ),
        "pages": _("Pages for programs"),
        "pages_about": _(
            "Each page has the same content as JSON at its own address: put .json in place of "
            ".html."
        ),
    }


def embed_wording() -> dict[str, str]:
    """Return the fixed texts of an embedded page by name."""
    return {
        "source": _("Whole publication"),
        "rank": _("Rank"),
        "score": _("Score"),
        "interval": _("5–95% of replications"),
        "more": _("All ranks"),
    }
