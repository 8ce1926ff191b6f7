"""Figures out of running text: numbers with comparator, magnitude, unit and precision."""
