"""The questions of ``audit --review``: one for each claim that a machine proposed."""

from __future__ import annotations

from steelyard.claims.report.report import AuditReport, Entry
from steelyard.claims.report.review import Answer, Decision, answered, open_entries
from steelyard.cli.audit_source import Subject
from steelyard.cli.audited import show_entry
from steelyard.cli.paragraphs import paragraph
from steelyard.i18n import _, message

__all__ = ["reviewed"]


def reviewed(subject: Subject) -> Subject:
    """Ask about each proposed claim, and return the subject with the answers."""
    entries = open_entries(AuditReport.of(subject.audit))
    if not entries:
        paragraph(_("No claim is open: none is proposed by a machine."))
        return subject
    paragraph(
        _(
            "c confirms a claim, r rejects it, s leaves it open, q stops. A figure or formula that "
            "was read wrongly is corrected in the claims file."
        )
    )
    decisions: dict[str, Decision] = {}
    for at, entry in enumerate(entries, start=1):
        answer = _asked(entry, at, len(entries))
        if answer == "stop":
            break
        if answer != "skip":
            decisions[entry.checked.name] = answer
    left = len(entries) - len(decisions)
    paragraph(str(message("Decided: {count}; left open: {left}.", count=len(decisions), left=left)))
    print()
    return subject.decide(decisions)


def _asked(entry: Entry, at: int, of: int) -> Answer:
    """Ask until the answer is one; the end of the input stops."""
    print()
    show_entry(entry)
    while True:
        try:
            line = input(str(message("{at}/{of}  c, r, s or q? ", at=at, of=of)))
        except EOFError:
            print()
            return "stop"
        answer = answered(line)
        if answer is not None:
            return answer
