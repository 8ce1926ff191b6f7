"""The sheets of the method: every criterion with its rule, and the rules that rows must keep.

Each says in words what is done, where it comes from, and how sure that is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from steelyard.evaluation.descriptions import describe, unit_in_words
from steelyard.i18n import Message, _, message
from steelyard.reports.compliance import cited
from steelyard.reports.methods import rule_in_words
from steelyard.reports.words import shown, titled
from steelyard.reports.workbook.columns import rows_of
from steelyard.reports.workbook.sheet import Sheet, Table
from steelyard.reports.workbook.source import CERTAINTY, SEVERITY, Source
from steelyard.scheme.scheme import Veto
from steelyard.scheme.tree import Citation, Node

__all__ = ["sheets"]

_FILE = "scheme.yaml"
_EFFECT: Mapping[str, Message] = {
    "unranked": message("no score"),
    "zero": message("score 0"),
    "cap": message("at most {score}"),
    "deduct": message("{score} less"),
}
_THEN: Mapping[str, Message] = {
    "report": message("reported"),
    "set_aside": message("set aside"),
    "refuse": message("refused"),
}


def sheets(source: Source) -> Iterator[Sheet]:
    """Yield the sheet of the criteria, and that of the rules where there are any."""
    if source.scheme.tree is not None:
        yield _criteria(source)
    if source.scheme.rules or source.scheme.vetoes:
        yield _rules(source)


def _criteria(source: Source) -> Sheet:
    scheme = source.scheme
    tree = scheme.tree
    weights = {} if source.file("weights") is None else _weights(source)
    rows = [
        _criterion(source, name, node, depth, weights.get(name, (None, None)))
        for name, node, depth in (() if tree is None else tree.walk(scheme.root))
    ]
    heads = [
        _("Criterion"),
        _("Points"),
        _("Weight"),
        _("Weight in the whole"),
        _("Rule"),
        _("Less is better"),
        _("Figure"),
        _("How it is computed"),
        *_origin_heads(),
        _("About"),
    ]
    table = Table(rows_of(heads, rows), _FILE, frozen=1)
    return Sheet(
        _("Method"), _("Each criterion: its rule, its source, and how sure it is."), (table,)
    )


def _weights(source: Source) -> dict[str, tuple[float | None, float | None]]:
    """Return each node's weight within its criterion and in the whole."""
    frame = source.edition.table("weights").select("node", "weight", "effective_weight")
    return {name: (weight, whole) for name, weight, whole in frame.iter_rows()}


def _criterion(
    source: Source, name: str, node: Node, depth: int, weights: tuple[float | None, float | None]
) -> list[object]:
    scheme, words = source.scheme, source.words
    figure = None if node.parts else node.indicator or name
    title, unit, _about = describe(scheme, figure or name)
    declared = None if figure is None else words.figure(figure)
    return [
        "    " * depth + source.nodes[name],
        node.points,
        *(weights if node.points is None else (None, None)),
        str(rule_in_words(scheme, name, unit)),
        _("yes") if node.direction == "down" and not node.parts else None,
        None if figure is None else _with_unit(str(titled(title)), unit),
        None if declared is None else str(declared),
        *_origin(source, _source_of(source, name)),
        None if node.about is None else node.about.render(),
    ]


def _with_unit(title: str, unit: str | None) -> str:
    return f"{title} ({unit_in_words(unit)})" if unit else title


def _source_of(source: Source, name: str) -> Citation | None:
    """Return the source of a node, or of the nearest node above that has one."""
    nodes = source.scheme.nodes()
    parents = {part: above for above, node in nodes.items() for part in node.parts or {}}
    at: str | None = name
    while at is not None:
        if nodes[at].source is not None:
            return nodes[at].source
        at = parents.get(at)
    return None


def _origin_heads() -> list[str]:
    return [_("Where the rule comes from"), _("How sure it is"), _("How the source was read")]


def _origin(source: Source, citation: Citation | None) -> list[object]:
    if citation is None:
        return [None, None, None]
    note = None if citation.note is None else citation.note.render()
    return [str(cited(source.words, citation)), str(CERTAINTY[citation.certainty]), note]


def _rules(source: Source) -> Sheet:
    scheme, words = source.scheme, source.words
    rows: list[list[object]] = []
    for rule in scheme.rules.values():
        table = rule.on or scheme.units.table
        when = words.where(table, rule.when)
        rows.append(
            [
                rule.title.render(),
                str(words.table(table)),
                None if when is None else str(when),
                str(SEVERITY[rule.severity]),
                str(_THEN[rule.then]),
                _("yes") if rule.enabled else _("no"),
                *_origin(source, rule.source),
            ]
        )
    rows += [_veto(source, name, veto) for name, veto in scheme.vetoes.items()]
    heads = [
        _("Rule"),
        _("Table"),
        _("Broken by"),
        _("Severity"),
        _("What follows"),
        _("In force"),
        *_origin_heads(),
    ]
    about = _("What rows are held against, and what overrides a score.")
    return Sheet(_("Rules"), about, (Table(rows_of(heads, rows), _FILE, frozen=1),))


def _veto(source: Source, name: str, veto: Veto) -> list[object]:
    scheme, words = source.scheme, source.words
    units = scheme.units.table
    if veto.when is not None:
        cause = str(words.where(units, veto.when))
    else:
        cause = "; ".join(scheme.rules[rule].title.render() for rule in veto.breaks or ())
    effect = Message(_EFFECT[veto.effect].template, {"score": shown(veto.score)})
    return [
        str(titled(veto.title or name)),
        str(words.table(units)),
        cause,
        None,
        str(effect),
        _("yes") if veto.enabled else _("no"),
        *_origin(source, veto.source),
    ]
