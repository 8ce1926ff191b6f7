"""The audit of claims in the frame of the site: the page of ``steelyard.claims.page`` once more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from steelyard.i18n import _
from steelyard.publish.layout.page import Page
from steelyard.publish.method.telling import Telling
from steelyard.publish.method.wording import parents

__all__ = ["STYLE", "audit_page", "audit_summary"]

ADDRESS = "method/audit"
STYLE = "audit.css"
"""The style of the audit, a file of ``assets/``."""


def audit_summary(telling: Telling) -> dict[str, Any] | None:
    """Return what was audited and how many claims each verdict has; None without an audit."""
    audit = telling.source.audit
    if audit is None:
        return None
    from steelyard.claims.report.report import AuditReport
    from steelyard.claims.report.words import KINDS, SYMBOLS

    report = AuditReport.of(audit)
    return {
        "title": report.title,
        "contradicted": audit.contradicted,
        "summary": [str(one) for one in (report.total(), *report.open_claims())],
        "counts": [
            {"verdict": kind, "sign": SYMBOLS[kind], "called": str(KINDS[kind]), "count": count}
            for kind, count in report.counts.items()
            if count
        ],
        "address": ADDRESS,
    }


def audit_page(telling: Telling) -> Iterator[Page]:
    """Yield the page of the audit, where there is one; its JSON is what ``audit.json`` has."""
    audit = telling.source.audit
    if audit is None:
        return
    from steelyard.claims.page.write import body
    from steelyard.claims.report.report import AuditReport

    report = AuditReport.of(audit)
    about = audit.claims.about
    yield Page(
        address=ADDRESS,
        title=_("Audit of printed figures"),
        section="method",
        template="method/audit.html.jinja",
        content={
            **report.to_json(),
            "about": None if about is None else about.render(),
            "audited": report.title,
        },
        parents=parents(),
        styles=(STYLE,),
        body=body(audit),
    )
