"""Two criteria as the axes of a plane, in which each unit has a place and a quadrant."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, FiniteFloat

from steelyard.scheme.base import Declaration, Name, Text

__all__ = ["Plane", "Quadrants"]


class Quadrants(Declaration):
    """What the four parts of the plane are called."""

    high_high: Text = Field(description="High on both axes: upper right.")
    high_low: Text = Field(description="High on the x axis only: lower right.")
    low_high: Text = Field(description="High on the y axis only: upper left.")
    low_low: Text = Field(description="Low on both: lower left.")


class Plane(Declaration):
    """A plane of two criteria, each unit with its place, its ellipse and its quadrant."""

    title: Text | None = Field(None, description="What readers see.")
    about: Text | None = Field(None, description="How the plane is to be read, and how not.")
    x: Name = Field(description="The criterion or indicator of the tree on the x axis.")
    y: Name = Field(description="The criterion or indicator of the tree on the y axis.")
    cut: Literal["median", "mean"] | tuple[FiniteFloat, FiniteFloat] = Field(
        "median",
        description="Where the quadrants meet: the `median` or `mean` of the units, in each "
        "replication its own, or two scores [x, y]. A unit on the cut is high.",
    )
    quadrants: Quadrants = Field(description="What the quadrants are called.")
