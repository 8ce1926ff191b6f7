"""What the pages of the method say besides the scheme, in the current language."""

from __future__ import annotations

from collections.abc import Mapping

from steelyard.i18n import _
from steelyard.publish.source import Source

__all__ = ["findings_wording", "parents", "record_wording", "wording"]


def parents() -> tuple[tuple[str, str], ...]:
    """Return the pages above those of findings, audit and record."""
    return (("method", _("Method")),)


def _unit(source: Source) -> str:
    """Return what a unit is called, as a heading of a column."""
    called = source.singular.render() if source.singular is not None else _("Unit")
    return called[:1].upper() + called[1:]


def wording() -> Mapping[str, str]:
    """Return the fixed texts of the method page by name."""
    return _headings() | _labels() | _table() | _again()


def _headings() -> dict[str, str]:
    return {
        "contents": _("On this page"),
        "subject": _("What is ranked"),
        "tables": _("Tables"),
        "suppliers": _("Who supplies them"),
        "figures": _("Derived figures"),
        "rules": _("Rules that rows must keep"),
        "steps": _("Steps"),
        "tree": _("Criteria and weights"),
        "nodes": _("Every criterion and indicator"),
        "vetoes": _("Vetoes, caps and deductions"),
        "ranking": _("Ranking"),
        "grades": _("Grades"),
        "beside": _("Beside the scores"),
        "measures": _("Tables by group"),
        "assumptions": _("Assumptions that were varied"),
        "learned": _("Learned from the data"),
        "findings": _("Findings"),
        "audit": _("Audit of printed figures"),
        "record": _("Record of the process"),
        "sources": _("Sources"),
        "again": _("Derive every figure again"),
    }


def _labels() -> dict[str, str]:
    return {
        "of_table": _("For each row of"),
        "out_of_force": _("Not in force."),
        "fixed": _("set by the regulation"),
        "applies": _("Applies only where"),
        "figure": _("Figure"),
        "unit_of": _("Unit of measurement"),
        "direction": _("Direction"),
        "scored": _("Score"),
        "weighing": _("Weights"),
        "aggregation": _("Combined as"),
        "coverage": _("If parts are missing"),
        "again_normalised": _("The score is normalised again"),
        "own_impute": _("Its own imputation"),
        "own_treat": _("Its own treatment"),
        "own_settings": _("With settings of their own"),
        "left_out": _("Left out of this edition: it has no scores."),
        "inherited": _("That of the criterion above"),
        "certainty": _("How sure a rule is"),
        "in_parent": _("of its parent"),
        "in_whole": _("of the whole"),
        "points": _("points"),
        "columns": _("Columns"),
        "more_rows": _("more rows; all are in the edition's folder calibration."),
        "x_and_s": _(
            "In formulas x is the figure of an indicator, or the score of a part of a criterion; "
            "w is the part's weight and s the score."
        ),
        "all_findings": _("All findings"),
        "whole_audit": _("The whole audit"),
        "whole_record": _("The whole record"),
        "entries": _("Entries"),
        "no_assumptions": _("Nothing was varied: how sure the ranks are was not assessed."),
        "measured_on": _("Of the rows of"),
        "grouped_by": _("grouped by"),
        "of_all": _("one row of all units"),
        "with_total": _("with a last row for all"),
    }


def _table() -> dict[str, str]:
    return {
        "tree_caption": _("Every criterion and indicator with its weight, as scored"),
        "outline": _("The tree"),
        "node": _("Criterion or indicator"),
        "weight": _("Weight in its parent"),
        "effective": _("Weight in the whole"),
        "points_head": _("Points"),
        "how": _("How it is scored"),
        "source": _("Source"),
        "indicator": _("Indicator or criterion"),
        "of": _("Period or group"),
        "severity": _("Severity"),
        "kind": _("Kind"),
        "count": _("Findings"),
        "column": _("Column"),
        "meaning": _("What it is"),
        "allowed": _("Allowed"),
    }


def _again() -> dict[str, str]:
    return {
        "again_lede": _(
            "Every figure of this publication follows from the scheme and the tables. Nothing but "
            "the program is needed to check that."
        ),
        "needs": _("What it takes"),
        "versions": _("Made with"),
        "processor": _("Kind of processor"),
        "fingerprints": _("Fingerprints (SHA-256)"),
        "scheme_file": _("The scheme, scheme.yaml"),
        "manifest_file": _("The whole edition, manifest.json"),
        "file": _("File"),
        "table": _("Table"),
        "sha256": _("SHA-256"),
        "kept": _("In the edition"),
        "yes": _("yes"),
        "no": _("no"),
        "files_caption": _("The files that were read"),
        "unknown": _("not known"),
        "downloads": _("Downloads"),
    }


def findings_wording(source: Source) -> Mapping[str, str]:
    """Return the fixed texts of the page of findings by name."""
    return {
        "lede": _(
            "What a reader of the data should know: what was missing, imputed, set aside, out of "
            "range or contradicted. Nothing happens in silence."
        ),
        "counts": _("Findings by kind and severity; a number leads to them"),
        "contents": _("On this page"),
        "kind": _("Kind"),
        "count": _("Findings"),
        "severity": _("Severity"),
        "message": _("Finding"),
        "unit": _unit(source),
        "table": _("Table"),
        "row": _("Row"),
        "column": _("Column"),
        "delivery": _("Delivery"),
        "more": _("more; the table of findings has all:"),
        "downloads": _("Downloads"),
    }


def record_wording(source: Source) -> Mapping[str, str]:
    """Return the fixed texts of the page of the record by name."""
    return {
        "lede": _(
            "What was stated, computed, decided and objected to, in this order. Each entry carries "
            "the hash of the one before, so that a change would show."
        ),
        "holds": _("The record is whole: each entry follows the one before."),
        "broken": _("The record is not as it was written:"),
        "limits": _(
            "Whoever can rewrite all files can rewrite the chain: compare the head with one that "
            "was published elsewhere."
        ),
        "head": _("Head, the hash of the last entry"),
        "entries": _("Entries"),
        "unreadable": _("An entry that cannot be read"),
        "by": _("By"),
        "date": _("Date, as they state it"),
        "about": _("About"),
        "reason": _("Reason"),
        "attachments": _("Attachments"),
        "hash": _("SHA-256"),
        "changed": _("This entry is not as it was written."),
        "moved": _("What decisions changed"),
        "nothing_moved": _("The final result is the computed one: nothing was decided."),
        "unit": _unit(source),
        "computed": _("Computed"),
        "final": _("Final"),
        "computed_rank": _("Rank, computed"),
        "rank": _("Rank"),
        "decisions": _("Decisions"),
        "more": _("more units"),
    }
