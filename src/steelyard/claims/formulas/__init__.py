"""Formulas of claims: read, computed exactly and over intervals, and told to a reader."""
