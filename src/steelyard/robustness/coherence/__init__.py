"""Coherence of an index: correlations, reliability, components, importance.

What an index is meant to be, its scheme says; whether the data agree is looked at here.
"""

from __future__ import annotations

from steelyard.robustness.coherence.report import Coherence, coherence

__all__ = ["Coherence", "coherence"]
