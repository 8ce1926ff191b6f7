"""The grammar of a claims file: what was printed, where, and what should give it.

Reading a file is left to ``steelyard.claims.file.load``, verdicts to ``steelyard.claims.audit``.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from steelyard.scheme.base import Declaration, Name, Text, refusal

__all__ = ["Claim", "ClaimName", "ClaimTable", "Claims", "Source"]

ClaimName = Annotated[
    str,
    StringConstraints(pattern=r"^[^\W\d]\w*$", max_length=63),
    Field(description="A name that formulas can use: letters of any script, digits, underscores."),
]


class Source(Declaration):
    """Where claims were printed."""

    title: Text = Field(description="What it is called.")
    publisher: Text | None = Field(None, description="Who published it.")
    date: dt.date | None = Field(None, description="When it was published.")
    url: str | None = Field(None, description="Where it can be read.")
    text: str | None = Field(
        None, description="The file of its text, beside the claims file; the page then shows it."
    )


class ClaimTable(Declaration):
    """A table that queries may read."""

    file: str = Field(description="The file, beside the claims file: CSV, Parquet or a workbook.")
    sheet: str | None = Field(None, description="The sheet of a workbook; the first if absent.")
    title: Text | None = Field(None, description="What it is called.")
    source: Text | None = Field(None, description="Where its data come from.")


class Claim(Declaration):
    """A figure that was printed, or one that is needed to check another.

    With `query`, `formula` or `names` it is held against what these give; without, against the
    other claims of its `quantity`. Without `printed` it is a figure that formulas may use, or,
    where its formula compares (`china < world`), a claim that the comparison is true.
    """

    title: Text | None = Field(None, description="What the figure is.")
    source: Name | None = Field(None, description="The source that printed it.")
    words: str | None = Field(
        None,
        description="The words of the source, as they stand in its text, with the figure in them.",
    )
    printed: str | None = Field(
        None,
        description="The figure as printed, with comparator, magnitude and unit: `over 14 "
        "trillion USD`, `15.6%`, `78 個`. Its last digit says how it was rounded.",
    )
    quantity: Name | None = Field(
        None, description="What it is a figure of; claims of one quantity and scope must agree."
    )
    scope: str | None = Field(
        None,
        description="What the quantity is taken over, where that differs between claims: with or "
        "without Hong Kong, Macao and Taiwan. Claims of different scopes are not compared.",
    )
    query: str | None = Field(None, description="A SELECT over the tables that gives one value.")
    formula: str | None = Field(
        None,
        description="Arithmetic over the names of other claims: `+ - * / **`, brackets, `min`, "
        "`max`, `abs`, `sum`, `mean`, `root(x, n)`; or a comparison with `< <= == != >= >`.",
    )
    names: tuple[str, ...] | None = Field(
        None, description="The names that the text gives, where the figure says how many they are."
    )
    exact: bool | None = Field(
        None,
        description="Whether it was counted and not rounded; if absent, whole numbers of things "
        "are.",
    )
    tolerance: float | None = Field(
        None, gt=0, lt=1, description="How far “about” reaches here, as a share of the figure."
    )
    status: Literal["confirmed", "proposed", "rejected"] = Field(
        "confirmed",
        description="`confirmed`: a person stands behind it; `proposed`: a machine read it out of "
        "a text; `rejected`: a person looked at it and it is left out.",
    )
    certainty: float | None = Field(
        None, ge=0, le=1, description="How sure the machine is that a proposed claim is meant so."
    )
    note: Text | None = Field(None, description="What a reader should know of it.")

    @field_validator("printed", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        """Take a whole number for its digits; of a decimal one YAML may have lost some."""
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [name for name in ("query", "formula", "names") if getattr(self, name) is not None]
        if len(ways) > 1:
            raise refusal(
                "two_ways",
                "A claim is checked in one way; this one has {ways}.",
                {"ways": ", ".join(ways)},
            )
        if not ways and self.printed is None:
            raise refusal(
                "nothing_claimed",
                "A claim needs “printed”, or a “query”, “formula” or “names” that gives its value.",
            )
        return self


class Claims(Declaration):
    """A claims file: sources, tables and the claims that are checked."""

    title: Text = Field(description="What is audited.")
    about: Text | None = Field(None, description="What a reader should know of it.")
    sources: dict[Name, Source] = Field(default_factory=dict, description="Where it was printed.")
    tables: dict[Name, ClaimTable] = Field(
        default_factory=dict, description="What queries may read, and nothing else."
    )
    tolerance: float = Field(
        0.05, gt=0, lt=1, description="How far “about” reaches, as a share of the figure."
    )
    claims: dict[ClaimName, Claim] = Field(description="The claims, by name.", min_length=1)
