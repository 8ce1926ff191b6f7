"""A draft of an index that another program keeps: its tree, weights, directions and ratios.

What the other program does not keep in its files, its steps above all, is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from steelyard.drafts.index import Aggregate, IndexOf, Indicator, UnitColumn, top_of
from steelyard.drafts.names import RESERVED, distinct, name_of, names_of
from steelyard.drafts.write import Inline, Remark, asked, noted
from steelyard.i18n import message

__all__ = ["draft_index"]


def draft_index(index: IndexOf, name: str, file: str) -> dict[str, object]:
    """Return a draft of an index.

    Parameters
    ----------
    index
        The index.
    name
        What the scheme is called, in words.
    file
        Where the tree stands, for messages.

    Raises
    ------
    DataError
        The tree has no top or several, or a part of it hangs on nothing or on itself.
    """
    top = top_of(index, file)
    return _Drafter(index, _names(index)).document(name, top)


@dataclass(frozen=True)
class _Names:
    """The name of each column and criterion in the scheme, and of each figure that is derived."""

    columns: Mapping[str, str]
    aggregates: Mapping[str, str]
    ratios: Mapping[str, str]


def _names(index: IndexOf) -> _Names:
    codes = [c.code for c in index.columns] + [i.code for i in index.indicators]
    columns = dict(zip(codes, names_of(codes, "column"), strict=True))
    taken = [*RESERVED, *columns.values()]
    above = [aggregate.code for aggregate in index.aggregates]
    aggregates = names_of(above, "criterion", taken)
    below = {i.code: i.denominator for i in index.indicators if i.denominator}
    ratios = distinct(
        (
            name_of(f"{columns[code]}_per_{columns[denominator]}", "ratio")
            for code, denominator in below.items()
        ),
        [*taken, *aggregates],
    )
    return _Names(
        columns,
        dict(zip(above, aggregates, strict=True)),
        dict(zip(below, ratios, strict=True)),
    )


@dataclass(frozen=True)
class _Drafter:
    index: IndexOf
    names: _Names

    def document(self, name: str, top: Aggregate) -> dict[str, object]:
        """Return the draft."""
        derived = {
            self.names.ratios[indicator.code]: self._ratio(indicator)
            for indicator in self.index.indicators
            if indicator.code in self.names.ratios
        }
        steps = ["derive"] if derived else []
        mean = message(
            "May a good part make up for a bad one? With “arithmetic” fully, with “geometric” less."
        )
        return {
            "steelyard": 1,
            "scheme": name_of(name, "scheme"),
            "title": asked(top.title, *self.index.remarks),
            "units": self._units(),
            "inputs": {self.index.table: self._table()},
            **({"derived": derived} if derived else {}),
            "steps": [*steps, noted({"normalise": "min_max"}, *self._about_steps())],
            "root": self.names.aggregates[top.code],
            "tree": {
                **({"title": top.title} if top.title != self.names.aggregates[top.code] else {}),
                "aggregate": asked("arithmetic", mean),
                "parts": self._parts(top.code),
            },
            "rank": Inline(by="score"),
        }

    def _named(self, role: str) -> list[str]:
        return [self.names.columns[c.code] for c in self.index.columns if c.role == role]

    def _units(self) -> dict[str, object]:
        units: dict[str, object] = {"table": self.index.table, "key": self._named("key")[0]}
        if titles := self._named("title"):
            units["title"] = titles[0]
        if groups := self._named("group"):
            units["groups"] = tuple(groups)
        if periods := self._named("period"):
            units["period"] = periods[0]
        return units

    def _table(self) -> dict[str, object]:
        sheet = {} if self.index.sheet is None else {"sheet": self.index.sheet}
        columns = {self.names.columns[c.code]: self._column(c) for c in self.index.columns}
        columns |= {self.names.columns[i.code]: self._figures(i) for i in self.index.indicators}
        key = (*self._named("key"), *self._named("period"))
        return {**sheet, "key": key, "columns": columns}

    def _column(self, column: UnitColumn) -> dict[str, object]:
        kinds = {"denominator": "number", "period": "integer"}
        return self._declared(
            column.code, kinds.get(column.role, "text"), column.title, column.unit
        )

    def _figures(self, indicator: Indicator) -> dict[str, object]:
        declared = self._declared(indicator.code, "number", indicator.title, indicator.unit)
        missing = self.index.missing.get(indicator.code, ())
        if missing:
            said = message("Do these mean “no value”? {texts}", texts=", ".join(missing))
            declared["missing"] = asked(missing, said)
        return declared

    def _declared(self, code: str, kind: str, title: str, unit: str | None) -> dict[str, object]:
        name = self.names.columns[code]
        declared: dict[str, object] = {
            "type": kind,
            **({"title": title} if title != name else {}),
            **({"unit": unit} if unit else {}),
            **({"headers": (code,)} if code != name else {}),
        }
        return declared if len(declared) > 1 else Inline(declared)

    def _ratio(self, indicator: Indicator) -> dict[str, object]:
        known: list[UnitColumn | Indicator] = [*self.index.columns, *self.index.indicators]
        below = next(column for column in known if column.code == indicator.denominator)
        columns = self.names.columns
        units = [indicator.unit, below.unit]
        return {
            "title": f"{indicator.title} / {below.title}",
            **({"unit": " / ".join(unit for unit in units if unit)} if all(units) else {}),
            "ratio": Inline(of=columns[indicator.code], to=columns[below.code]),
        }

    def _about_steps(self) -> list[Remark]:
        remarks = []
        if self.index.gaps:
            said = message(
                "Figures are missing: {missing}. Those that are there stand for those that are "
                "not; or are the gaps to be filled before this step?",
                missing=self.index.gaps,
            )
            remarks.append(Remark(said, "- impute: mean"))
        said = message(
            "Were units with too few figures left out, or outliers reined in? The files do not "
            "tell; such steps come before this one, in their order:"
        )
        return [*remarks, Remark(said, "- screen: {units: {available: 0.9}}\n- treat")]

    def _parts(self, code: str) -> dict[str, object]:
        """Return what an aggregate is made of, by name."""
        parts: dict[str, object] = {}
        for aggregate in self.index.aggregates:
            if aggregate.parent == code:
                parts[self.names.aggregates[aggregate.code]] = self._criterion(aggregate)
        for indicator in self.index.indicators:
            if indicator.parent == code:
                parts[self.names.columns[indicator.code]] = self._leaf(indicator)
        return parts

    def _criterion(self, aggregate: Aggregate) -> dict[str, object]:
        title = aggregate.title != self.names.aggregates[aggregate.code]
        return {
            **({"title": aggregate.title} if title else {}),
            "weight": _plain(aggregate.weight),
            "parts": self._parts(aggregate.code),
        }

    def _leaf(self, indicator: Indicator) -> object:
        leaf = Inline(direction="up" if indicator.direction == 1 else "down")
        if indicator.code in self.names.ratios:
            leaf["indicator"] = self.names.ratios[indicator.code]
        leaf["weight"] = _plain(indicator.weight)
        return noted(leaf, *_about_leaf(indicator))


def _about_leaf(indicator: Indicator) -> list[Remark]:
    """Return how the target or the goalposts that the files know would be used."""
    remarks = []
    if indicator.target is not None:
        target = _plain(indicator.target)
        said = message(
            "The target is {target}. To score the way to it, from 0 to 1 as all others then:",
            target=target,
        )
        rule = f"normalise: {{method: distance_to_target, target: {target}}}"
        remarks.append(Remark(said, rule, question=False))
    lower, upper = indicator.goalposts
    if lower is not None and upper is not None and lower < upper:
        low, high = _plain(lower), _plain(upper)
        said = message(
            "The goalposts are {low} and {high}. To score between them:", low=low, high=high
        )
        rule = f"normalise: {{method: goalposts, lower: {low}, upper: {high}, range: [0, 100]}}"
        remarks.append(Remark(said, rule, question=False))
    return remarks


def _plain(number: float) -> int | float:
    """Return a whole number without its decimal point.

    >>> _plain(2.0), _plain(0.5)
    (2, 0.5)
    """
    return int(number) if number == int(number) else number
