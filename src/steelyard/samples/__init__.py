"""Made-up data for schemes of the library, to try them on: plausible, and labelled as made up."""

from __future__ import annotations

__all__ = ["GENERATORS"]

GENERATORS = ("brand-value", "fund-direction")
"""The schemes for which data can be made up."""
