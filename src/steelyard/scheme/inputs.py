"""Input tables: what the columns are called, what they hold, in which unit and range.

The table that lists the units and any number of child tables (investments,
contributions, …) are declared alike. Reading them is left to ``steelyard.data``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from steelyard.scheme.base import Declaration, Name, Text, refusal

__all__ = ["Column", "Header", "Table"]

ColumnType = Literal["text", "number", "integer", "date", "boolean"]
Bound = float | None


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
    choices: tuple[str, ...] | None = Field(None, description="The only values allowed.")
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
    columns: Annotated[dict[Name, Column], Field(min_length=1)] = Field(
        description="The columns by name. Columns of the file that are not named are left out."
    )
