"""The grammar of claims files as a JSON Schema: what editors complete and the docs print."""

from __future__ import annotations

from typing import Any

from steelyard.claims.file.grammar import Claims
from steelyard.scheme.schema import portable_schema

__all__ = ["json_schema"]


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a claims file."""
    return portable_schema(Claims, "steelyard-claims-1.json")
