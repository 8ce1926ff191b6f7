"""What the method page shows: the scheme in words, section by section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from steelyard.i18n import Message, language, message
from steelyard.publish.method.again import again
from steelyard.publish.method.audit import audit_summary
from steelyard.publish.method.findings import counted
from steelyard.publish.method.learned import learned
from steelyard.publish.method.ranked import (
    beside,
    figures,
    rules,
    subject,
    suppliers,
    tables,
    unit_said,
    vetoes,
)
from steelyard.publish.method.record import record_summary
from steelyard.publish.method.steps import steps
from steelyard.publish.method.telling import CERTAINTIES, Telling, address_of, anchor, text_of
from steelyard.publish.method.tree import nodes
from steelyard.publish.method.words.assumptions import varied
from steelyard.publish.method.words.measures import measured
from steelyard.publish.method.words.ranking import graded, ranked
from steelyard.publish.method.words.weighing import weighed
from steelyard.robustness.words import unassessed_in_words
from steelyard.scheme.assumptions import DEFAULT_ASSUMPTIONS

__all__ = ["content"]

_SECTIONS = (
    *("subject", "tree", "ranking", "grades", "vetoes", "steps", "nodes", "figures", "rules"),
    *("tables", "beside", "measures", "assumptions", "learned", "findings", "audit", "record"),
    *("sources", "again"),
)
"""The sections in their order; one that has nothing to say is left out."""


def content(telling: Telling, said: Mapping[str, str]) -> dict[str, Any]:
    """Return what the page shows.

    Parameters
    ----------
    telling
        What is told.
    said
        The fixed texts, for the headings.
    """
    scheme = telling.source.scheme
    told = nodes(telling)
    parts: dict[str, Any] = {
        "about": text_of(scheme.about),
        "version": scheme.version,
        "scheme": scheme.scheme,
        "subject": subject(telling),
        "suppliers": suppliers(telling),
        "tables": tables(telling),
        "figures": figures(telling),
        "rules": rules(telling),
        "steps": steps(telling) if scheme.tree is not None or scheme.derived else [],
        "tree": _outline(told, 0) if told else None,
        "weighing": weighed(scheme.weigh).plain() if told else None,
        "nodes": told,
        "vetoes": vetoes(telling),
        "ranking": ranked(telling.words).plain(),
        "grades": [{"when": str(when), "grade": str(name)} for when, name in graded(scheme.grades)],
        "beside": [str(one) for one in beside(telling)],
        "measures": _measures(telling),
        "assumptions": _assumptions(telling),
        "learned": learned(telling),
        "findings": counted(telling),
        "audit": audit_summary(telling),
        "record": record_summary(telling),
        "sources": _sources(telling),
        "certainties": _certainties(),
        "again": again(telling.source),
    }
    there = [name for name in _SECTIONS if parts[name]]
    return {"sections": [{"anchor": name, "title": said[name]} for name in there], **parts}


def _outline(told: Sequence[Mapping[str, Any]], at: int) -> dict[str, Any]:
    """Return a node with its parts inside it."""
    node = told[at]
    parts = [number for number, one in enumerate(told) if one["parent"] == node["name"]]
    kept = ("name", "title", "anchor", "kind", "weight", "points", "scored")
    return {
        **{name: node[name] for name in kept},
        "parts": [_outline(told, number) for number in parts],
    }


def _measures(telling: Telling) -> list[dict[str, Any]]:
    """Return the tables of measures by group."""
    scheme, words = telling.source.scheme, telling.words
    found = []
    for name, table in scheme.tables.items():
        on = table.on or scheme.units.table

        def title(column: str, on: str = on) -> Message:
            known = words.declared(on, column) is not None
            return words.column(on, column) if known else telling.title(column)

        found.append(
            {
                "name": name,
                "title": text_of(table.title) or name,
                "on": str(words.table(on)),
                "by": [str(title(column)) for column in table.by],
                "total": table.total,
                "measures": [
                    {
                        "name": measure,
                        "title": text_of(declared.title) or measure,
                        "unit": unit_said(declared.unit),
                        "words": str(measured(declared, title)),
                    }
                    for measure, declared in table.measures.items()
                ],
            }
        )
    return found


def _assumptions(telling: Telling) -> dict[str, Any] | None:
    """Return what the analysis varied, how often, and why not where it did not."""
    settings = telling.source.edition.manifest.get("analysis")
    if settings is None:
        return None
    scheme = telling.source.scheme
    declared = DEFAULT_ASSUMPTIONS if scheme.assumptions is None else scheme.assumptions
    return {
        "varied": [
            {
                "name": name,
                "title": text_of(declared[name].title),
                "about": text_of(declared[name].about),
                **varied(declared[name], telling.title).plain(),
            }
            for name in settings["assumptions"]
        ],
        "not_assessed": [reason[language()] for reason in settings["not_assessed"]],
        "words": str(
            message(
                "{count} replications, each under one draw of all assumptions (seed {seed}).",
                count=f"{settings['replications']:,}",
                seed=settings["seed"],
            )
        )
        if settings["assumptions"]
        else (str(unassessed_in_words(settings)) if "scenarios" in settings else None),
    }


def _sources(telling: Telling) -> list[dict[str, Any]]:
    """Return what rules and figures cite."""
    return [
        {
            "name": name,
            "anchor": anchor("source", name),
            "title": text_of(one.title),
            "by": text_of(one.by),
            "date": one.date,
            "number": one.number,
            "url": address_of(one.url),
        }
        for name, one in telling.source.scheme.sources.items()
    ]


def _certainties() -> list[dict[str, str]]:
    return [
        {"certainty": name, "title": str(title), "meaning": str(meaning)}
        for name, (title, meaning) in CERTAINTIES.items()
    ]
