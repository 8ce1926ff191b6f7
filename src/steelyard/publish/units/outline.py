"""What the pages of all units share in one language: titles of nodes, groups, lists, sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from steelyard.evaluation.descriptions import describe, heading, unit_in_words
from steelyard.i18n import Message, _, language
from steelyard.publish.ranking.addresses import address_of
from steelyard.publish.source import Source
from steelyard.publish.units.peers import group_of_peers
from steelyard.reports.compliance import cited
from steelyard.reports.words import Vocabulary
from steelyard.robustness.words import unassessed_in_words
from steelyard.scheme.tree import Citation

__all__ = ["Cited", "Outline", "ToldNode", "outline_of"]


@dataclass(frozen=True)
class ToldNode:
    """A node of the tree in one language.

    Parameters
    ----------
    name, title, level
        What it is, what it is called, and how deep it stands.
    leaf
        Its place among the indicators; None for a criterion.
    unit
        The indicator's unit of measurement.
    points
        The most points it can give.
    source
        Its place among the sources cited, that of the nearest node above that cites one.
    """

    name: str
    title: str
    level: int
    leaf: int | None
    unit: str | None
    points: float | None
    source: int | None


@dataclass(frozen=True)
class Cited:
    """A place in a source, how sure what it says is, and how it was read."""

    text: str
    certainty: str
    note: str | None


@dataclass(frozen=True)
class Outline:
    """What the pages of all units share in one language.

    Parameters
    ----------
    singular
        What a unit is called.
    measure, by_score
        What is ranked, and whether that is the score.
    nodes, cited
        The tree, and the sources that it cites.
    first
        The places of the nodes of the first level.
    groups
        Name and title of each group column.
    peers
        The column that peers share, as its place among the groups; None where there is none.
    labels
        What the values of group columns are called, by column and value.
    lists
        Address, title and period of each list.
    unsure
        Why nobody can say how sure the ranks are; empty where it was assessed.
    previous
        What the previous edition is called; None where there is none.
    """

    singular: str
    measure: str
    by_score: bool
    nodes: tuple[ToldNode, ...]
    cited: tuple[Cited, ...]
    first: tuple[int, ...]
    groups: tuple[tuple[str, str], ...]
    peers: int | None
    labels: Mapping[str, Mapping[str, str]]
    lists: tuple[tuple[str, str, str | None], ...]
    unsure: tuple[str, ...]
    previous: str | None


def outline_of(source: Source) -> Outline:
    """Return what the pages of all units share in the current language."""
    scheme = source.scheme
    sources = _sources(source)
    cites = list(dict.fromkeys(citation for citation in sources.values() if citation is not None))
    figure = scheme.rank.figure
    parents = source.parents
    shared = group_of_peers(source)
    return Outline(
        singular=_("unit") if source.singular is None else source.singular.render(),
        measure=_("Score") if figure is None else heading(scheme, figure),
        by_score=scheme.rank.by_score,
        nodes=tuple(_node(source, name, cites, sources[name]) for name in source.nodes),
        cited=tuple(_cited(source, citation) for citation in cites),
        first=tuple(at for at, name in enumerate(source.nodes) if parents.get(name) == scheme.root),
        groups=tuple((name, heading(scheme, name)) for name in source.groups),
        peers=None if shared is None else source.groups.index(shared),
        labels={
            name: {
                str(value): source.label(name, value)
                for value in source.ranking[name].drop_nulls().unique(maintain_order=True)
            }
            for name in source.groups
        },
        lists=tuple(
            (address_of(source, one), source.list_title(one), one.period) for one in source.lists
        ),
        unsure=tuple(_unsure(source)),
        previous=source.previous_title,
    )


def _node(source: Source, name: str, cites: list[Citation], citation: Citation | None) -> ToldNode:
    node, leaves = source.nodes[name], [n for n, each in source.nodes.items() if not each.parts]
    unit = None if node.parts else describe(source.scheme, node.indicator or name)[1]
    return ToldNode(
        name=name,
        title=source.node_title(name),
        level=_level(source, name),
        leaf=None if node.parts else leaves.index(name),
        unit=None if unit is None else _rendered(unit_in_words(unit)),
        points=node.points,
        source=None if citation is None else cites.index(citation),
    )


def _level(source: Source, name: str) -> int:
    level = 0
    while (above := source.parents.get(name)) is not None:
        level, name = level + 1, above
    return level


def _sources(source: Source) -> Mapping[str, Citation | None]:
    """Return what each node cites, or the nearest node above that cites something."""
    found: dict[str, Citation | None] = {}
    for name, node in source.nodes.items():
        found[name] = node.source or found.get(source.parents.get(name, ""))
    return found


def _cited(source: Source, citation: Citation) -> Cited:
    told = cited(Vocabulary(source.scheme, source.labels), citation)
    labels = {
        "official": _("official"),
        "press": _("press"),
        "secondary": _("secondary"),
        "own": _("author's own"),
    }
    note = None if citation.note is None else citation.note.render()
    return Cited(str(told), labels[citation.certainty], note)


def _unsure(source: Source) -> Iterator[str]:
    """Yield why nobody can say how sure the ranks are."""
    if source.report is None:
        yield _("How sure the ranks are was not assessed.")
        return
    settings = source.report.settings
    if not settings["assumptions"]:
        yield str(unassessed_in_words(settings))
    for reason in settings["not_assessed"]:
        yield reason[language()]


def _rendered(said: str | Message) -> str:
    return said.render() if isinstance(said, Message) else said
