"""What the kinds of findings are called, by the code that programs know them by.

The sentence of each finding stands in the edition; here is what all of one kind have in common.
"""

from __future__ import annotations

from collections.abc import Mapping

from steelyard.i18n import Message, message
from steelyard.reports.words import titled

__all__ = ["KINDS", "kind"]

KINDS: Mapping[str, Message] = {
    # Reading files
    "encoding-detected": message("Encodings of files that were found out"),
    "encoding-named": message("Encodings of files that were named"),
    "file-ignored": message("Files that were not read"),
    "sheet-ignored": message("Sheets that were not read"),
    "not-theirs": message("Tables that the supplier was not asked for"),
    "header-row-found": message("Header rows that were found further down"),
    "empty-rows-left-out": message("Empty rows left out"),
    "columns-ignored": message("Columns that the scheme does not know"),
    "column-ignored": message("Columns that were not read"),
    "column-absent": message("Columns that a file does not have"),
    "empty-table": message("Tables without rows"),
    "reference-not-checked": message("References that could not be checked"),
    # Reading cells
    "converted": message("Figures converted to another unit"),
    "unit-not-declared": message("Units of measurement that the scheme does not declare"),
    "thousands-separators-read": message("Thousands separators that were read"),
    "decimal-comma-read": message("Decimal commas that were read"),
    "percentages-read": message("Percentages that were read as shares, or the other way round"),
    "currency-signs-left-out": message("Currency signs that were left out"),
    "parentheses-read-as-negative": message("Figures in brackets that were read as negative"),
    "not-a-number-read-as-missing": message("Cells without a number, read as missing"),
    "undefined-read-as-missing": message("Cells with an error of a spreadsheet, read as missing"),
    # Deliveries
    "delivery-problem": message("What is wrong in deliveries"),
    "delivery-refused": message("Deliveries that were refused"),
    "delivery-empty": message("Deliveries without rows"),
    "double": message("Rows that were delivered more than once"),
    "double-different": message("Rows that were delivered more than once, and differ"),
    "refers-to-refused": message("Rows that refer to rows which were refused"),
    "not-delivered": message("Units that are expected and were not delivered"),
    "not-expected": message("Units that were delivered and are not expected"),
    "unit-refused": message("Units whose delivery was refused"),
    "expected-not-checked": message("Whether all were delivered could not be checked"),
    # Documents with versions
    "changed-too-often": message("Documents that changed more often than allowed"),
    "gap-between-versions": message("Days on which no version is in force"),
    "no-version": message("Rows on whose day no version is in force"),
    # Rules
    "rule-broken": message("Rules that are broken"),
    "set-aside": message("Rows that were set aside"),
    "rule-undecided": message("Rules of which it cannot be told whether they are broken"),
    "no-commitment": message("Units without a statement that their data are true and complete"),
    "self-assessment-unknown": message("Own points for a criterion that there is not"),
    "self-assessment-twice": message("Own points that stand twice"),
    "self-assessment-outside": message("Own points that are out of range"),
    "self-assessment-differs": message("Own points that differ from those computed"),
    # Derived figures
    "absent-table": message("Figures that need a table which is not there"),
    "unmatched-rows": message("Rows that belong to no row of the table they refer to"),
    "no-match": message("Figures without a matching row"),
    "incomplete-sum": message("Sums that are missing because an amount is"),
    "incomplete": message("Figures from rows of which some are not known"),
    "undecided": message("Rows of which it cannot be told whether they count"),
    "infinite": message("Figures that are not finite, taken as missing"),
    "uneven-periods": message("Periods that are not evenly apart"),
    "missing-year": message("Present values that are missing because a year is"),
    "missing-flow": message("Present values that are missing because a flow is"),
    "missing-term": message("Present values whose year, rate or growth is not known"),
    "rate-out-of-range": message("Rates of present values that are out of range"),
    "growth-not-below-rate": message("Growth without end that is not below the rate"),
    "exchange-rate": message("Exchange rates that were used"),
    "earlier-exchange-rate": message("Exchange rates of an earlier day"),
    "mean-exchange-rate": message("Exchange rates that are means of months"),
    "unchecked-exchange-rate": message("Exchange rates that nobody has checked"),
    "no-exchange-rate": message("Figures without an exchange rate on their day"),
    "unknown-currency": message("Currencies without exchange rates"),
    # Scenarios
    "scenario-unused": message("Scenarios for which no unit has a row"),
    "probability-missing": message("Scenarios whose probability is missing"),
    "probabilities-divided": message("Probabilities that do not add up to 1"),
    "payoff-missing": message("Units that cannot be judged across the scenarios"),
    "never-best": message("Units that are best under no probabilities"),
    "never-best-not-asked": message("Mixtures of units that were not asked"),
    "dominated": message("Units that are never better than one other"),
    # Steps
    "unit-screened": message("Units left out for want of figures"),
    "unit-forced-in": message("Units that stay in because the scheme says so"),
    "unit-forced-out": message("Units left out because the scheme says so"),
    "unknown-unit": message("Units that the scheme names and the data do not have"),
    "indicator-screened": message("Indicators that were left out"),
    "imputed": message("Missing values that were imputed"),
    "left-missing": message("Missing values that could not be imputed"),
    "not-converged": message("Imputations that did not come to rest"),
    "treated": message("Values changed by the treatment of outliers"),
    "outliers-remain": message("Outliers that remain after the treatment"),
    "beyond-treatment": message("Values beyond those from which a treatment was learned"),
    "beyond-learned": message("Values beyond those that the edition has seen"),
    "clipped": message("Values beyond the goalposts"),
    "constant-indicator": message("Indicators that are the same for all units"),
    "no-score": message("Values without a score"),
    # Scores and ranks
    "reweighed": message("Scores computed without parts that are not known"),
    "undefined": message("Scores that are not defined"),
    "inapplicable": message("Criteria that do not apply to all units"),
    "approximate": message("Rankings that are the best a search found"),
    "veto": message("Vetoes that strike"),
    "veto-undecided": message("Vetoes of which it cannot be told whether they strike"),
    "unranked": message("Units without a rank"),
    "not-admitted": message("Units that are not admitted to the list"),
    "admission-undecided": message("Units of which it cannot be told whether they are admitted"),
    "methods-disagree": message("Units on whose value methods disagree"),
    "estimate-not-positive": message("Values by a method that are not above 0"),
    "estimate-missing": message("Units of which some method gives no value"),
    "beyond-list": message("Candidates that are not on the list"),
    "not-in-plane": message("Units without a place in the plane"),
    "not-assessed": message("What was not assessed of how sure ranks are"),
}
"""Every kind of finding that an edition may have."""


def kind(code: str) -> Message:
    """Return what a kind of finding is called; one without words keeps its code."""
    return KINDS.get(code) or titled(code)
