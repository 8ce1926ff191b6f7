"""Something that can be changed by an amount, and why what it would take may not be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from steelyard.i18n import Message
from steelyard.scheme.derived import Condition, Where

__all__ = ["How", "Lever", "UntoldError"]

How = Literal["add", "move", "reduce", "reach", "each"]


class UntoldError(Exception):
    """That something cannot be told by the unit alone, and why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True)
class Lever:
    """Something that can be changed by an amount.

    Parameters
    ----------
    how
        ``add``: so much more; ``reduce``: so much less; ``move``: so much from rows that do not
        satisfy the conditions to rows that do; ``each``: so much in each row of a present value;
        ``reach``: the figure itself must become so much, in which way is not unique.
    table, column
        The amounts; of the units' table the unit's own figure, of another table its rows'. No
        column where rows are counted.
    where
        The conditions that the rows satisfy.
    integral
        Whether it changes by whole numbers.
    most
        How large the change can be, None where nothing limits it.
    upwards
        Whether a figure that must become so much, or the flow of each year, must become more.
    figure
        The figure over rows that the conditions are those of, or whose flows they are.
    """

    how: How
    table: str
    column: str | None
    where: tuple[tuple[str, Condition], ...] = ()
    integral: bool = False
    most: float | None = None
    upwards: bool = True
    figure: str | None = None

    @property
    def conditions(self) -> Where:
        """The conditions by column."""
        return dict(self.where)

    @property
    def sign(self) -> float:
        """Which way the amount goes."""
        down = self.how == "reduce" or (self.how in ("reach", "each") and not self.upwards)
        return -1.0 if down else 1.0
