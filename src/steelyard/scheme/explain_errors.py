"""What pydantic's errors mean for the person who wrote the scheme.

Each kind of error has a sentence of ours, translated like any other; a key that
the grammar does not know is compared with those that it does.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from steelyard.errors import nearest
from steelyard.i18n import LANGUAGES, Message, message
from steelyard.scheme.assumptions import KINDS
from steelyard.scheme.base import Text
from steelyard.scheme.steps import STEPS

__all__ = ["explain"]

# The sentences by pydantic's type of error; its context fills the gaps.
_SENTENCES: Mapping[str, Message] = {
    "missing": message("“{key}” is missing."),
    "extra_forbidden": message("“{key}” is not known here; expected one of: {known}."),
    "literal_error": message("{input} is not allowed; expected {expected}."),
    "string_type": message(
        "Expected a text, found {input}; a text that looks like a number or a "
        "date stands in quotes."
    ),
    "string_too_short": message("Expected a text that is not empty."),
    "string_too_long": message("This text is too long: at most {max_length} characters."),
    "string_pattern_mismatch": message(
        "{input} is not a name: letters, digits and underscores, beginning with a letter."
    ),
    "bool_type": message("Expected true or false, found {input}."),
    "bool_parsing": message("Expected true or false, found {input}."),
    "float_type": message("Expected a number, found {input}."),
    "float_parsing": message("Expected a number, found {input}."),
    "int_type": message("Expected a whole number, found {input}."),
    "int_parsing": message("Expected a whole number, found {input}."),
    "int_from_float": message("Expected a whole number, found {input}."),
    "finite_number": message("Expected a finite number, found {input}."),
    "greater_than": message("Must be greater than {gt:g}, is {input}."),
    "greater_than_equal": message("Must be at least {ge:g}, is {input}."),
    "less_than": message("Must be less than {lt:g}, is {input}."),
    "less_than_equal": message("Must be at most {le:g}, is {input}."),
    "too_short": message("Needs at least {min_length} entries, has {actual_length}."),
    "too_long": message("May have at most {max_length} entries, has {actual_length}."),
    "dict_type": message("Expected a mapping of names to values, found {input}."),
    "model_type": message("Expected a mapping of names to values, found {input}."),
    "model_attributes_type": message("Expected a mapping of names to values, found {input}."),
    "tuple_type": message("Expected a list, found {input}."),
    "list_type": message("Expected a list, found {input}."),
    "unknown_step": message(
        "Unknown step; expected derive, screen, impute, treat or normalise (screen and impute "
        "with settings)."
    ),
    "union_tag_not_found": message("“method” is missing."),
    "union_tag_invalid": message("{tag} is not known here; expected one of: {expected_tags}."),
}


def explain(entry: ErrorDetails, root: type[BaseModel] | None = None) -> tuple[Message, str | None]:
    """Return the sentence for an error and, for an unknown name, the nearest known one.

    ``root`` is the model of the whole document, to which the error's place belongs; a scheme if
    absent.
    """
    values: dict[str, object] = dict(entry.get("ctx", {}))
    where = entry["loc"]
    values["key"] = where[-1] if where else ""
    values["input"] = _shown(entry.get("input"))
    near: str | None = None
    if entry["type"] == "extra_forbidden":
        known = sorted(_fields_at(where[:-1], root))
        values["known"] = ", ".join(known)
        near = nearest(str(where[-1]), known)
    if entry["type"] == "union_tag_invalid":
        tags = [tag.strip(" '") for tag in str(values["expected_tags"]).split(",")]
        values["expected_tags"] = ", ".join(tags)
        near = nearest(str(values["tag"]), tags)
        values["tag"] = _shown(values["tag"])
    if entry["type"] == "literal_error":
        listed = str(values["expected"]).replace(" or ", ", ").split(", ")
        allowed = [word.strip("'") for word in listed]
        values["expected"] = ", ".join(allowed)
        near = nearest(str(entry.get("input")), allowed)
    if entry["type"] == "unknown_step":
        near = nearest(_first_word(entry.get("input")), STEPS)
    if entry["type"] == "string_pattern_mismatch" and r"\." in str(values.get("pattern")):
        return message("Expected TABLE.COLUMN, found {input}.", input=values["input"]), near
    sentence = _SENTENCES.get(entry["type"])
    if sentence is not None:
        return Message(sentence.template, values), near
    return _custom(entry, values), near


def _first_word(step: object) -> str:
    return str(next(iter(step), "")) if isinstance(step, Mapping) else str(step)


def _custom(entry: ErrorDetails, values: Mapping[str, object]) -> Message:
    """Return our own error's template with its gaps, or pydantic's text as it is."""
    template = values.get("template")
    if isinstance(template, str):
        return Message(template, values)
    return message("{text}", text=entry["msg"])


def _shown(value: object) -> Message | str:
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, str):
        return message("“{text}”", text=value[:60])
    if isinstance(value, Sequence):
        return "[…]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)[:60]


def _fields_at(where: Iterable[str | int], root: type[BaseModel] | None) -> set[str]:
    """Return the keys that the grammar knows at a place of a document."""
    from steelyard.scheme.scheme import Scheme

    candidates: list[Any] = [root or Scheme]
    for step in where:
        member = _tagged(candidates, step)
        inside = member or [found for one in candidates for found in _enter(one, step)]
        candidates = inside or candidates
    if Text in candidates:
        return set(LANGUAGES)
    return {name for one in candidates if _is_model(one) for name in _names(one)}


def _is_model(candidate: Any) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, BaseModel)


def _names(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _enter(candidate: Any, step: str | int) -> list[Any]:
    if _is_model(candidate):
        fields = {field.alias or name: field for name, field in candidate.model_fields.items()}
        return _members(fields[step].annotation) if step in fields else []
    origin, arguments = typing.get_origin(candidate), typing.get_args(candidate)
    if origin is dict and isinstance(step, str):
        return _members(arguments[1])
    if origin in (tuple, list) and isinstance(step, int):
        return _members(arguments[0])
    return []


def _members(annotation: Any) -> list[Any]:
    """Return the alternatives of an annotation, without Annotated, Union and None."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _members(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return [found for one in typing.get_args(annotation) for found in _members(one)]
    return [annotation]


def _tagged(candidates: list[Any], tag: str | int) -> list[Any]:
    """Return the members of a union that carry the tag which pydantic put into the path."""
    models = [one for one in candidates if _is_model(one)]
    if len(models) < 2:
        return []
    return [one for one in models if tag == _method(one)] or [
        one for one in models if tag in (*STEPS, *KINDS) and tag in one.model_fields
    ]


def _method(model: type[BaseModel]) -> str | None:
    field = model.model_fields.get("method")
    if field is None:
        return None
    arguments = typing.get_args(field.annotation)
    return str(arguments[0]) if arguments else None
