"""The grammar of schemes as a JSON Schema: what editors complete and the docs print."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from steelyard.scheme.scheme import Scheme

__all__ = ["json_schema", "portable_schema"]

# To editors \w is a letter of ASCII, to Python of any script: here a name is what has no sign,
# no space, and no digit or underscore at its head.
_NAME = r"[^\s!-@\[-`{-~][^\s!-/:-@\[-^`{-~]*(-[^\s!-/:-@\[-^`{-~]+)*"
# One without hyphens, which formulas can use.
_WORD = r"[^\s!-@\[-^`{-~][^\s!-/:-@\[-^`{-~]*"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scheme file."""
    return portable_schema(Scheme, "steelyard-scheme-1.json")


def portable_schema(model: type[BaseModel], name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a document of a model.

    Parameters
    ----------
    model
        The model of the whole document.
    name
        What the schema is called.
    """
    schema = model.model_json_schema(by_alias=True, mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": name,
        **_portable(schema),
    }


def _portable(node: Any) -> Any:
    """Return a part of a schema with patterns that mean the same to Python and to editors."""
    if isinstance(node, list):
        return [_portable(part) for part in node]
    if not isinstance(node, dict):
        return node
    inner = {key: _portable(part) for key, part in node.items()}
    if isinstance(inner.get("pattern"), str):
        inner["pattern"] = _pattern(inner["pattern"])
    if "patternProperties" in inner:
        ((pattern, values),) = inner.pop("patternProperties").items()
        inner["additionalProperties"] = values
        inner["propertyNames"] = {**inner.get("propertyNames", {}), "pattern": _pattern(pattern)}
    return inner


def _pattern(of_python: str) -> str:
    """Return what editors understand of a name's pattern."""
    if r"\." in of_python:
        return rf"^{_NAME}\.{_NAME}$"
    return f"^{_NAME}$" if "-" in of_python else f"^{_WORD}$"
