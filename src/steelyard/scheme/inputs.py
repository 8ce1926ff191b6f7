"""Input tables: what the columns are called, what they hold, in which unit and range.

The table that lists the units and any number of child tables (investments,
contributions, …) are declared alike. Reading them is left to ``steelyard.data``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Discriminator, Field, PrivateAttr, Tag, ValidationInfo, model_validator

from steelyard.scheme.base import Declaration, Name, Text, refusal

__all__ = ["Choices", "Column", "Header", "Table", "Versions"]

ColumnType = Literal["text", "number", "integer", "date", "boolean"]
Bound = float | None


def _form(value: object) -> str:
    return "labelled" if isinstance(value, dict) else "plain"


Choices = Annotated[
    Annotated[tuple[str, ...], Tag("plain")] | Annotated[dict[str, Text], Tag("labelled")],
    Discriminator(_form),
]
"""The values of a column; with what each is called, a file may say either."""


class Header(Declaration):
    """A header under which a file prints a column, and the unit of the figures below it."""

    header: str = Field(description="The header as printed.")
    unit: str | None = Field(None, description="Unit of the figures under this header.")


class Column(Declaration):
    """A column of an input table."""

    type: ColumnType = Field("number", description="What the cells hold.")
    title: Text | None = Field(None, description="What readers see; the column's name if absent.")
    about: Text | None = Field(None, description="What the figure is and who supplies it.")
    unit: str | None = Field(
        None,
        description="Unit of measurement that the scheme computes in: EUR million, 万元, %, ha. "
        "Figures declared in another unit are converted.",
    )
    range: tuple[Bound, Bound] | None = Field(
        None, description="Least and greatest allowed value; null leaves a side open."
    )
    choices: Choices | None = Field(
        None,
        description="The only values allowed; or a mapping from each to what it is called, which "
        "files may print instead, in any language.",
    )
    headers: tuple[str | Header, ...] = Field(
        (), description="Headers under which files print this column, beside its own name."
    )
    references: str | None = Field(
        None, description="The column whose values these must be among: TABLE.COLUMN."
    )
    required: bool = Field(True, description="Whether a file without this column is refused.")
    missing: tuple[str, ...] = Field(
        (), description="Texts that mean “no value”, beside the empty cell, NA, n/a, - and …."
    )

    @model_validator(mode="after")
    def _fits_type(self) -> Column:
        if self.range is not None and self.type not in ("number", "integer"):
            raise refusal(
                "range_of_no_number",
                "A range bounds numbers; this column is of type {type}.",
                {"type": self.type},
            )
        if self.choices is not None and self.type == "boolean":
            raise refusal("choices_of_boolean", "A boolean column is true or false already.")
        return self

    @property
    def labels(self) -> dict[str, Text]:
        """What the choices are called, where the scheme says so."""
        return dict(self.choices) if isinstance(self.choices, dict) else {}


class Versions(Declaration):
    """A table that is a document with versions, of which one is in force on a day.

    A list of key fields that changes over the years, a classification, a catalogue.
    """

    of: tuple[Name, ...] = Field(
        (), description="The columns that say whose document it is; one document if absent."
    )
    version: Name | None = Field(
        None, description="The column that names a version; if absent, its first day does."
    )
    from_: Name = Field(alias="from", description="The column with the first day in force.")
    until: Name | None = Field(
        None,
        description="The column with the last day in force; where it is empty, a version is in "
        "force until the next begins.",
    )
    changes_a_year: int | None = Field(
        None, ge=1, description="How many versions of one document may begin in a calendar year."
    )


class Table(Declaration):
    """An input table, one file or one sheet."""

    title: Text | None = Field(None, description="What readers see.")
    about: Text | None = Field(None, description="What the table is and who supplies it.")
    sheet: str | None = Field(
        None, description="The sheet of a workbook; the first with the headers if absent."
    )
    key: tuple[Name, ...] = Field(
        (),
        description="The columns that together identify a row; no two rows may share them. The "
        "units' table has the units' key (and period) if it says nothing.",
    )
    required: bool = Field(True, description="Whether the scheme can run without this table.")
    supplier: Name | None = Field(
        None, description="Who supplies the table: a name from the scheme's `suppliers`."
    )
    file: str | None = Field(
        None,
        description="A file beside the scheme that holds the table, for reference data: it is read "
        "where no other file is given.",
    )
    names: dict[Literal["en", "zh-Hant", "zh-Hans"], Name] = Field(
        {},
        description="The columns with what a row is called, by language: readers see the name in "
        "place of a code that refers to the row.",
    )
    versions: Versions | None = Field(
        None, description="That the table is a document with versions, in force from a day."
    )
    amount: Name | None = Field(
        None, description="The column whose sum is accounted for: scored, set aside, refused."
    )
    columns: Annotated[dict[Name, Column], Field(min_length=1)] = Field(
        description="The columns by name. Columns of the file that are not named are left out."
    )
    _folder: Path | None = PrivateAttr(None)

    @model_validator(mode="after")
    def _beside_the_scheme(self, info: ValidationInfo) -> Table:
        if self.file is not None and isinstance(info.context, Path):
            self._folder = info.context
        return self

    @property
    def bundled(self) -> Path | None:
        """The file that comes with the scheme; None where there is none."""
        if self.file is None or self._folder is None:
            return None
        path = self._folder / self.file
        return path if path.is_file() else None
