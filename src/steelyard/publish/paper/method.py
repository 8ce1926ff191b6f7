"""The method for the report: what the method page says, in the order and length of paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from steelyard.i18n import _, message
from steelyard.publish.method.again import again as how_again
from steelyard.publish.method.ranked import figures, rules, subject, vetoes
from steelyard.publish.method.steps import steps
from steelyard.publish.method.telling import Telling
from steelyard.publish.method.tree import nodes
from steelyard.publish.numbers import number, percent
from steelyard.publish.source import Source

__all__ = ["again", "method", "numbers_of_sources"]


def method(source: Source) -> Mapping[str, Any]:
    """Return the method of an edition in the current language."""
    telling, cited = Telling(source), numbers_of_sources(source)
    return {
        "subject": subject(telling),
        "steps": [_told(one) for one in steps(telling)],
        "tree": [_node(one, cited) for one in nodes(telling)],
        "more": [
            {"title": title, "rows": rows}
            for title, rows in (
                (_("Rules that rows are held against"), _sourced(rules(telling), cited)),
                (_("Vetoes, caps and deductions"), _sourced(vetoes(telling), cited)),
                (_("Derived figures"), [_told(one) for one in figures(telling)]),
            )
            if rows
        ],
    }


Numbers = Mapping[str, int]
"""The numbers of the sources in the list of sources, by name."""


def numbers_of_sources(source: Source) -> Numbers:
    """Return under which number each source stands in the report."""
    return {name: at for at, name in enumerate(source.scheme.sources, start=1)}


def _told(one: Mapping[str, Any], source: str = "") -> Mapping[str, Any]:
    notes = " ".join(one["notes"])
    return {"title": one["title"], "said": one["words"], "notes": notes, "source": source}


def _sourced(rows: Sequence[Mapping[str, Any]], cited: Numbers) -> list[Mapping[str, Any]]:
    """Return rules with their sources; one that is not in force says so."""
    found: list[Mapping[str, Any]] = []
    for one in rows:
        told = _told(one, _source(one["source"], cited))
        notes = told["notes"] if one["enabled"] else f"{_('It is not in force.')} {told['notes']}"
        found.append({**told, "notes": notes})
    return found


def _node(node: Mapping[str, Any], cited: Numbers) -> Mapping[str, Any]:
    leaf = node["kind"] == "indicator"
    down = leaf and node["direction"] == "down"
    measured = [node["unit"] if leaf else None, node["direction_words"] if down else None]
    return {
        "depth": node["depth"],
        "leaf": leaf,
        "title": node["title"],
        "about": " · ".join(part for part in measured if part),
        "rule": node["short"],
        "weight": "" if node["weight"] is None else percent(node["weight"]),
        "total": "" if node["effective_weight"] is None else percent(node["effective_weight"]),
        "points": "" if node["points"] is None else number(node["points"]),
        "source": "" if node["source_inherited"] else _source(node["source"], cited),
    }


def _source(source: Mapping[str, Any] | None, cited: Numbers) -> str:
    """Return where a rule comes from: the number of the source, the place in it, how sure it is."""
    if source is None:
        return ""
    parts = [f"[{cited[source['ref']]}]", source["at"]]
    if source["certainty"] != "official":
        parts.append(source["certainty_words"])
    return " · ".join(part for part in parts if part)


def again(source: Source) -> Mapping[str, Any]:
    """Return how every figure can be derived again, in the current language."""
    told = how_again(source)
    return {
        "needs": told["needs"],
        "commands": [[one["words"], one["command"]] for one in told["commands"]],
        "facts": list(_facts(told)),
        "files": [
            [one["file"] or one["table"] or "–", one["sha256"] or "–"] for one in told["inputs"]
        ],
    }


def _facts(told: Mapping[str, Any]) -> Iterator[list[str]]:
    """Yield versions, settings and fingerprints."""
    versions = ", ".join(f"{name} {one}" for name, one in told["versions"].items())
    yield [_("Versions"), versions]
    analysis = told["analysis"]
    if analysis is not None and analysis["replications"]:
        settings = message(
            "{count} replications, seed {seed}",
            count=f"{analysis['replications']:,}",
            seed=analysis["seed"],
        )
        yield [_("Analysis"), str(settings)]
    yield [_("Manifest, SHA-256"), told["manifest_sha256"]]
    yield [_("Scheme, SHA-256"), told["scheme_sha256"] or "–"]
