"""Whether two schemes are the same in what they compute.

Each year's scheme has another version, other titles and other headers of files; none of these
changes a score, so they are left out before two schemes are held against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from steelyard.scheme.base import Text
from steelyard.scheme.inputs import Column, Table
from steelyard.scheme.rank import Rank
from steelyard.scheme.scheme import Scheme, Units
from steelyard.scheme.tree import Citation, Node

__all__ = ["computed_by", "same_computation"]

_SAID: Mapping[type[BaseModel], frozenset[str]] = {
    Scheme: frozenset(
        {
            "scheme",
            "version",
            "suppliers",
            "sources",
            "tables",
            "grades",
            "self_assessment",
            "record",
            "homogeneity",
            "plane",
            "estimates",
            "assumptions",
            "show",
        }
    ),
    Units: frozenset({"title", "groups", "expected"}),
    Table: frozenset({"sheet", "supplier", "file", "names"}),
    Column: frozenset({"headers", "missing", "required", "range", "choices"}),
    Node: frozenset({"fixed"}),
    Rank: frozenset({"also", "first"}),
}
"""What says how tables are found and read, what is uncertain, and what readers are shown."""
_TOLD = (Text, Citation)
"""What only people read."""


def same_computation(one: Scheme, other: Scheme) -> bool:
    """Return whether two schemes give the same ranks on the same tables."""
    return one is other or bool(computed_by(one) == computed_by(other))


def computed_by(value: Any) -> Any:
    """Return a declaration as plain values, without what no score depends on."""
    if isinstance(value, BaseModel):
        said = _SAID.get(type(value), frozenset())
        fields = {name: getattr(value, name) for name in type(value).model_fields}
        return {
            name: computed_by(part)
            for name, part in fields.items()
            if name not in said and part is not None and not isinstance(part, _TOLD)
        }
    if isinstance(value, Mapping):
        return {name: computed_by(part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return [computed_by(part) for part in value]
    return value
