"""What ``audit`` says in the terminal: contradictions first, each with how it was computed."""

from __future__ import annotations

from collections.abc import Sequence

from steelyard.claims.report.report import AuditReport, Entry
from steelyard.claims.report.words import SYMBOLS, Kind, joined, listed, proposed
from steelyard.claims.visible import one_line
from steelyard.cli.paragraphs import heading, paragraph
from steelyard.i18n import Message, _, message

__all__ = ["show", "show_entry"]

_HEADS = {
    "contradicted": message("Contradicted: {count}"),
    "possible": message("Possible within rounding: {count}"),
    "truncated": message("Holding if truncated: {count}"),
    "unchecked": message("Not to be checked: {count}"),
    "holds": message("Holding: {count}"),
    "computed": message("Computed for others: {count}"),
}
_MOST_CHOICES = 6
_MOST_UNTIED = 12
_MOST_FINDINGS = 10


def show(report: AuditReport, every: bool) -> None:
    """Print a report.

    Parameters
    ----------
    report
        The report.
    every
        Whether claims that hold are shown too, and all that cannot be checked.
    """
    paragraph(report.title)
    for sentence in report.summary():
        paragraph(str(sentence))
    _show_verdict(report, "contradicted")
    _show_disagreements(report)
    _show_repairs(report)
    _show_verdict(report, "possible")
    _show_verdict(report, "truncated")
    _show_verdict(report, "unchecked")
    if every:
        _show_verdict(report, "holds")
        _show_verdict(report, "computed")
    _show_untied(report, None if every else _MOST_UNTIED)
    _show_findings(report)


def show_entry(entry: Entry) -> None:
    """Print a claim: the words, what the verdict says, the computation."""
    checked = entry.checked
    symbol = SYMBOLS[entry.kind]
    paragraph(f"{symbol} {_headline(entry)}  [{checked.name}]", 1)
    if entry.words is not None:
        paragraph(str(message("“{words}”", words=entry.words)), 2)
    paragraph(joined(entry.said), 2)
    if entry.computation:
        paragraph(entry.computation, 2)
    if checked.claim.status == "proposed":
        paragraph(str(proposed(checked.claim)), 2)
    if checked.claim.note is not None:
        paragraph(one_line(checked.claim.note.render()), 2)


def _headline(entry: Entry) -> str:
    if entry.printed is None:
        return entry.title
    return str(message("{title}: {printed}", title=entry.title, printed=entry.printed))


def _show_verdict(report: AuditReport, kind: Kind) -> None:
    entries = report.having(kind)
    tied = [entry for entry in entries if entry.is_tied]
    if tied:
        heading(Message(_HEADS[kind].template, {"count": len(tied)}).render())
        for at, entry in enumerate(tied):
            if at:
                print()
            show_entry(entry)


def _show_untied(report: AuditReport, most: int | None) -> None:
    """Print the figures that nothing gives, in few lines."""
    untied = [entry for entry in report.entries if not entry.is_tied]
    if not untied:
        return
    heading(str(message("With nothing to hold them against: {count}", count=len(untied))))
    paragraph(listed(entry.label for entry in untied[:most]), 1)
    if most is not None and len(untied) > most:
        left = len(untied) - most
        paragraph(str(message("… and {count} more; --all shows them.", count=left)), 1)
    if most is None:
        _show_notes(untied)


def _show_notes(entries: Sequence[Entry]) -> None:
    """Print the notes of figures that stand in a line with others."""
    for entry in entries:
        note = entry.checked.claim.note
        if note is not None:
            paragraph(entry.label, 1)
            paragraph(one_line(note.render()), 2)


def _show_disagreements(report: AuditReport) -> None:
    if report.audit.disagreements:
        heading(_("What excludes each other"))
        for one in report.audit.disagreements:
            paragraph(str(report.disagreeing(one)), 1)


def _show_repairs(report: AuditReport) -> None:
    fewest = report.fewest()
    if not fewest:
        return
    heading(_("The fewest figures that must be wrong"))
    for sentence in fewest:
        paragraph(str(sentence), 1)
    for one in report.repairs():
        paragraph(str(one.head()), 1)
        paragraph(str(one.sentence(_MOST_CHOICES)), 2)


def _show_findings(report: AuditReport) -> None:
    findings = report.audit.findings
    if not findings:
        return
    heading(str(message("Findings: {count}", count=len(findings))))
    for one in findings[:_MOST_FINDINGS]:
        paragraph(one_line(str(one.message)), 1)
    _say_left(findings)


def _say_left(findings: Sequence[object]) -> None:
    if len(findings) > _MOST_FINDINGS:
        left = len(findings) - _MOST_FINDINGS
        paragraph(str(message("… and {count} more; --json has all.", count=left)), 1)
