"""The grammar of schemes as a JSON Schema: what editors complete and the docs print."""

from __future__ import annotations

from typing import Any

from steelyard.scheme.scheme import Scheme

__all__ = ["json_schema"]


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scheme file."""
    schema = Scheme.model_json_schema(by_alias=True, mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "steelyard-scheme-1.json",
        **schema,
    }
