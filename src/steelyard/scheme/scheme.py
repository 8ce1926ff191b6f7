"""The scheme: an evaluation system as it is declared.

What the YAML file may hold, and what each part means; reading the file is left
to ``load`` and what holds between the parts to ``check``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from steelyard.scheme.admission import Admission
from steelyard.scheme.aggregate import AggregateSpec, Arithmetic
from steelyard.scheme.assumptions import AssumptionSpec
from steelyard.scheme.base import Declaration, Name, Text, refusal
from steelyard.scheme.derived import Conditions, Figure, Place
from steelyard.scheme.estimates import Estimates
from steelyard.scheme.inputs import Table
from steelyard.scheme.measures import MeasureTable
from steelyard.scheme.plane import Plane
from steelyard.scheme.rank import Grades, Rank
from steelyard.scheme.rules import RowRule
from steelyard.scheme.scenarios import Scenarios
from steelyard.scheme.steps import DEFAULT_STEPS, StepSpec
from steelyard.scheme.tree import Citation, Node
from steelyard.scheme.valuation import Currency
from steelyard.scheme.weigh import Given, WeighSpec
from steelyard.scheme.weights_below import weights_below

__all__ = [
    "Homogeneity",
    "Publication",
    "Record",
    "Scheme",
    "SelfAssessment",
    "Supplier",
    "Units",
    "Veto",
]


class Publication(Declaration):
    """A source that rules and figures cite."""

    title: Text = Field(description="Title of the document.")
    by: Text | None = Field(None, description="Who issued it.")
    date: str | None = Field(None, description="Date or year of issue.")
    number: str | None = Field(None, description="Document number, ISBN or DOI.")
    url: str | None = Field(None, description="Address.")


class Units(Declaration):
    """What is ranked: one row of one table."""

    table: Name = Field(description="The input table that has a row per unit.")
    key: Name = Field(description="The column that identifies a unit.")
    title: Name | None = Field(None, description="The column with the unit's name for readers.")
    groups: tuple[Name, ...] = Field(
        (), description="Columns by which units are grouped: country, sector, region."
    )
    period: Name | None = Field(
        None, description="The column with the period, where a unit has a row per period."
    )
    singular: Text | None = Field(None, description="What a unit is called: company, fund.")
    expected: Place | None = Field(
        None,
        description="The column that lists the units that ought to be there, TABLE.COLUMN: a unit "
        "that is not is a finding.",
    )


class Veto(Declaration):
    """A condition that overrides a score: a veto, a cap or a deduction."""

    title: Text | None = Field(None, description="What readers see.")
    when: Conditions | None = Field(
        None, description="Conditions on the unit's figures; all must hold."
    )
    breaks: Annotated[tuple[Name, ...], Field(min_length=1)] | None = Field(
        None,
        description="Instead of `when`: rules; it strikes a unit that breaks one of them, or has "
        "a row that does.",
    )
    effect: Literal["unranked", "zero", "cap", "deduct"] = Field(
        description="`unranked`: the node has no score; `zero`: its score is 0; `cap`: at most "
        "`score`; `deduct`: `score` less, not below 0."
    )
    score: float | None = Field(None, description="The cap or the deduction.")
    node: Name | None = Field(None, description="The node that it strikes; the root if absent.")
    enabled: bool = Field(True, description="Whether it is in force.")
    source: Citation | None = Field(None, description="Where the rule comes from.")

    @model_validator(mode="after")
    def _one_cause(self) -> Veto:
        if (self.when is None) == (self.breaks is None):
            raise refusal(
                "veto_cause", "A veto needs either `when` or `breaks`: when it strikes, once."
            )
        return self


class Supplier(Declaration):
    """Who fills in tables: managers, an office."""

    title: Text = Field(description="What the supplier is called.")
    about: Text | None = Field(None, description="What is asked of the supplier, and when.")
    several: bool = Field(
        False,
        description="Whether there are several, each of whom delivers workbooks of their own that "
        "are put together.",
    )


class SelfAssessment(Declaration):
    """What the units' own people say that their points are."""

    table: Name = Field(
        description="The table with a row per unit and criterion; it refers to the units."
    )
    criterion: Name = Field(description="Its column with the criterion's name.")
    points: Name = Field(description="Its column with the points.")


class Record(Declaration):
    """That the process leaves a record, and what it begins with."""

    commitment: Name | None = Field(
        None,
        description="The table with what was stated in writing: that the data are true and "
        "complete. It refers to the units; the record tells for which nobody has stated it.",
    )


class Homogeneity(Declaration):
    """How alike units are in what they hold: who crowds into the same fields."""

    of: Place = Field(description="TABLE.COLUMN of the amounts, in a table that refers to units.")
    by: Name = Field(description="The table's column with the field.")
    within: Name = Field(description="The group column of the units within which they compete.")
    holding: Name | None = Field(
        None, description="The table's column with what is held, to find what several units hold."
    )


class Scheme(Declaration):
    """A declared evaluation system."""

    steelyard: Literal[1] = Field(1, description="Version of this grammar.")
    scheme: Name = Field(description="The scheme's name.")
    version: str | None = Field(None, description="The scheme's version or edition.")
    title: Text = Field(description="Title that readers see.")
    about: Text | None = Field(None, description="What is evaluated, for whom, and how.")
    sources: dict[Name, Publication] = Field({}, description="What rules and figures cite.")

    units: Units = Field(description="What is ranked.")
    currency: Currency | None = Field(
        None,
        description="The currency of the results, to which `exchange` converts; a unit of "
        "measurement may name it as {currency}: `{currency} million`.",
    )
    inputs: Annotated[dict[Name, Table], Field(min_length=1)] = Field(
        description="The input tables by name."
    )
    suppliers: dict[Name, Supplier] = Field(
        {}, description="Who supplies the tables; a template is made for each."
    )
    derived: dict[Name, Figure] = Field({}, description="Figures computed from the tables.")
    rules: dict[Name, RowRule] = Field(
        {}, description="What rows are held against before anything is scored."
    )

    steps: tuple[StepSpec, ...] = Field(
        DEFAULT_STEPS,
        validate_default=True,
        description="What happens between the tables and the scores, in order. Absent: derive, "
        "screen, impute, treat, normalise, where only what is asked for changes anything and "
        "indicators are normalised by min–max to 0–100.",
    )
    calibrate: Literal["each", "all"] | str = Field(
        "each",
        description="With periods: what steps learn from: `each` period by itself, `all` periods "
        "together, or one period, the base.",
    )
    tree: Node | None = Field(
        None, description="The criteria. A list that is ranked by one figure has none."
    )
    root: Name = Field("index", description="Name of the tree's root: the column of the score.")
    aggregate: AggregateSpec = Field(
        Arithmetic(), description="Aggregation of every criterion that has none of its own."
    )
    weigh: WeighSpec = Field(
        Given(), description="Weights of every criterion that has none of its own."
    )
    vetoes: dict[Name, Veto] = Field({}, description="Vetoes, caps and deductions.")
    rank: Rank = Field(Rank(), description="By what, in which order, and how ties stand.")
    grades: Grades = Field(
        (), description="Grade bands of the score, only where the source states them."
    )
    tables: dict[Name, MeasureTable] = Field({}, description="Tables of measures by group.")
    self_assessment: SelfAssessment | None = Field(
        None, description="Points that the units' own people state, to stand beside the computed."
    )
    record: Record | None = Field(
        None,
        description="That an edition begins a record of the process: commitments, points of the "
        "units' own people, points computed; then what is decided, objected to and final.",
    )
    homogeneity: Homogeneity | None = Field(
        None, description="How alike the units are in what they hold."
    )
    admission: Admission | None = Field(
        None, description="What a unit must reach to be on the list."
    )
    estimates: dict[Name, Estimates] = Field(
        {}, description="Figures by several methods that mean the same, side by side."
    )
    plane: Plane | None = Field(None, description="Two criteria as the axes of a plane.")
    scenarios: Scenarios | None = Field(
        None, description="Scenarios as a dimension: what each unit is worth in each future."
    )
    assumptions: dict[Name, AssumptionSpec] | None = Field(
        None,
        description="What is uncertain, by name, for the analysis of robustness. Absent: all "
        "weights that are not `fixed`, ± 25%; empty: nothing.",
    )
    show: tuple[Name, ...] = Field(
        (), description="Columns, figures and criteria that stand in the ranking beside the score."
    )

    @model_validator(mode="before")
    @classmethod
    def _in_its_currency(cls, declared: Any) -> Any:
        """Put the scheme's currency where units of measurement name it."""
        from steelyard.scheme.currency import with_currency

        return with_currency(declared) if isinstance(declared, Mapping) else declared

    @model_validator(mode="before")
    @classmethod
    def _units_have_a_key(cls, declared: Any) -> Any:
        """Make the units' key (and period) the key of their table where it declares none."""
        if not isinstance(declared, Mapping):
            return declared
        units, inputs = declared.get("units"), declared.get("inputs")
        if not isinstance(units, Mapping) or not isinstance(inputs, Mapping):
            return declared
        name = units.get("table")
        table = inputs.get(name) if isinstance(name, str) else None
        if not isinstance(table, Mapping) or table.get("key") or "key" not in units:
            return declared
        columns = table.get("columns")
        named = [units[part] for part in ("key", "period") if units.get(part) is not None]
        if not isinstance(columns, Mapping) or any(column not in columns for column in named):
            return declared
        return {**declared, "inputs": {**inputs, name: {**table, "key": named}}}

    @model_validator(mode="before")
    @classmethod
    def _weights_of_criteria(cls, declared: Any) -> Any:
        """Put a criterion's indicators and weights where a weighted mean names it."""
        if not isinstance(declared, Mapping) or not isinstance(declared.get("derived"), Mapping):
            return declared
        figures = {
            name: {**figure, "weighted_mean": weights}
            for name, figure in declared["derived"].items()
            if isinstance(figure, Mapping)
            and isinstance(figure.get("weighted_mean"), str)
            and (weights := weights_below(declared.get("tree"), figure["weighted_mean"]))
        }
        return {**declared, "derived": {**declared["derived"], **figures}} if figures else declared

    @property
    def table(self) -> Table:
        """The table of the units."""
        return self.inputs[self.units.table]

    @staticmethod
    def load(source: str | Path, *, currency: str | None = None) -> Scheme:
        """Read a scheme from a file, or by its name from the library.

        Parameters
        ----------
        source
            A path to a YAML file, or a name such as ``tai``.
        currency
            The currency of the results, in place of the scheme's own.

        Raises
        ------
        SchemeError
            With line and column of everything that is wrong.
        UsageError
            If there is neither such a file nor such a name, or the scheme cannot be run in the
            currency.
        """
        from steelyard.scheme.load import load

        return load(source, currency)

    @staticmethod
    def parse(text: str, file: str = "scheme.yaml", *, currency: str | None = None) -> Scheme:
        """Read a scheme from YAML text; ``file`` is its name in messages."""
        from steelyard.scheme.load import parse

        return parse(text, file, currency=currency)

    def to_yaml(self) -> str:
        """Return the scheme as YAML, defaults filled in."""
        from steelyard.scheme.load import dump

        return dump(self)

    def nodes(self) -> Mapping[str, Node]:
        """Return every node of the tree by name, parents first."""
        return self._every_node

    def indicators(self) -> Mapping[str, Node]:
        """Return the indicators of the tree by name, in their order."""
        return self._every_indicator

    @cached_property
    def _every_node(self) -> Mapping[str, Node]:
        if self.tree is None:
            return {}
        return {name: node for name, node, _depth in self.tree.walk(self.root)}

    @cached_property
    def _every_indicator(self) -> Mapping[str, Node]:
        return {name: node for name, node in self._every_node.items() if not node.parts}
