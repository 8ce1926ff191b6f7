"""What every declaration of the grammar shares: strictness, names and texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, LiteralString

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from steelyard.i18n import language

__all__ = ["Declaration", "Name", "Place", "Text", "refusal"]


def refusal(
    kind: str, template: LiteralString, values: Mapping[str, Any] | None = None
) -> PydanticCustomError:
    """Return the error with which a validator refuses a value.

    The template goes along with what fills its gaps, so that the sentence can be
    said in another language.
    """
    return PydanticCustomError(kind, template, {**(values or {}), "template": template})


class Declaration(BaseModel):
    """A part of a scheme: frozen, and nothing in it that the grammar does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @model_serializer(mode="wrap")
    def _without_empty(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what is absent; a null that differs from the default means something."""
        meant = {
            key
            for name, field in type(self).model_fields.items()
            if getattr(self, name) is not None or field.default is not None
            for key in (name, field.alias)
        }
        dumped: dict[str, Any] = handler(self)
        return {name: value for name, value in dumped.items() if name in meant}


Name = Annotated[
    str,
    StringConstraints(pattern=r"^[^\W\d_]\w*(-\w+)*$", max_length=63),
    Field(description="A name: letters (of any script), digits, underscores, inner hyphens."),
]


Place = Annotated[
    str,
    StringConstraints(pattern=r"^[^\W\d]\w*(-\w+)*\.[^\W\d]\w*(-\w+)*$", max_length=127),
    Field(description="A column or figure of another table: TABLE.COLUMN."),
]


class Text(str):
    """A text for people, in one language or in several.

    In a scheme it is a string, or a mapping from ``en``, ``zh-Hant`` and
    ``zh-Hans`` to strings. As a string it is the text in the current language.
    """

    translations: Mapping[str, str]

    def __new__(cls, value: str | Mapping[str, str]) -> Text:
        """Make a text of one language, English, or of several."""
        translations = {"en": value} if isinstance(value, str) else dict(value)
        first = next(iter(translations.values()))
        text = super().__new__(cls, translations.get("en", first))
        text.translations = translations
        return text

    def render(self, tag: str | None = None) -> str:
        """Return the text in ``tag``; else in the other Chinese script, in English, in any."""
        tag = tag or language()
        order = [tag]
        if tag.startswith("zh"):
            order += ["zh-Hant", "zh-Hans"]
        for candidate in (*order, "en", *self.translations):
            if candidate in self.translations:
                return self.translations[candidate]
        raise AssertionError("a text has at least one translation")

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        line = core_schema.str_schema(min_length=1)
        lines = core_schema.typed_dict_schema(
            {
                tag: core_schema.typed_dict_field(line, required=False)
                for tag in ("en", "zh-Hant", "zh-Hans")
            },
            extra_behavior="forbid",
        )
        return core_schema.no_info_after_validator_function(
            cls,
            core_schema.tagged_union_schema({"line": line, "lines": lines}, _form),
            serialization=core_schema.plain_serializer_function_ser_schema(_plain),
        )


def _form(value: object) -> str:
    return "lines" if isinstance(value, Mapping) else "line"


def _plain(text: Text) -> str | dict[str, str]:
    translations = dict(text.translations)
    return translations["en"] if set(translations) == {"en"} else translations
