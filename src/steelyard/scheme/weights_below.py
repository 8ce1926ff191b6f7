"""The weights of the indicators below a criterion, all levels in one, out of a tree as written.

So that a derived figure can be the weighted mean that a criterion makes, and the weights stand
in one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

__all__ = ["weights_below"]


def weights_below(tree: object, criterion: str) -> dict[str, float] | None:
    """Return each indicator's share of a criterion, None where that cannot be told.

    Parameters
    ----------
    tree
        The tree as it is written: nested mappings with ``parts``.
    criterion
        The criterion's name.

    Examples
    --------
    >>> parts = {"a": {"weight": 1}, "b": {"weight": 3, "parts": {"c": {}, "d": {}}}}
    >>> weights_below({"parts": {"e": {"parts": parts}}}, "e")
    {'a': 0.25, 'c': 0.375, 'd': 0.375}
    """
    found = next((node for name, node in _walk(tree) if name == criterion), None)
    if found is None or not _parts(found):
        return None
    try:
        return dict(_shares(found, 1.0)) or None
    except (TypeError, ValueError, ZeroDivisionError):
        return None  # what is wrong with the weights is told where they stand


def _parts(node: object) -> Mapping[str, object]:
    parts = node.get("parts") if isinstance(node, Mapping) else None
    return parts if isinstance(parts, Mapping) else {}


def _walk(node: object) -> Iterator[tuple[str, object]]:
    for name, part in _parts(node).items():
        yield name, part
        yield from _walk(part)


def _weight(node: object) -> float:
    given = node if isinstance(node, Mapping) else {}
    return float(given.get("weight", given.get("points", 1.0)))


def _shares(node: object, share: float) -> Iterator[tuple[str, float]]:
    parts = _parts(node)
    whole = sum(_weight(part) for part in parts.values())
    for name, part in parts.items():
        own = share * _weight(part) / whole
        if _parts(part):
            yield from _shares(part, own)
        elif own > 0:
            yield str(part.get("indicator", name) if isinstance(part, Mapping) else name), own
