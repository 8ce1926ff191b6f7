"""The grammar of schemes as a JSON Schema: what editors complete and the docs print."""

from __future__ import annotations

from typing import Any

from steelyard.scheme.scheme import Scheme

__all__ = ["json_schema"]

# To editors \w is a letter of ASCII, to Python of any script: here a name is what has no sign,
# no space, and no digit or underscore at its head.
_NAME = r"[^\s!-@\[-`{-~][^\s!-/:-@\[-^`{-~]*(-[^\s!-/:-@\[-^`{-~]+)*"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scheme file."""
    schema = Scheme.model_json_schema(by_alias=True, mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "steelyard-scheme-1.json",
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
        inner["pattern"] = rf"^{_NAME}\.{_NAME}$" if r"\." in inner["pattern"] else f"^{_NAME}$"
    if "patternProperties" in inner:
        (values,) = inner.pop("patternProperties").values()
        inner["additionalProperties"] = values
        inner["propertyNames"] = {**inner.get("propertyNames", {}), "pattern": f"^{_NAME}$"}
    return inner
