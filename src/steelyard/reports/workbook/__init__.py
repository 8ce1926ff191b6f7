"""An edition as a workbook for people: rankings, points, scorecards, breaches, totals, method.

The edition's own files are for programs, and are what counts; the workbook shows them with the
scheme's titles in one language, and leaves out what no sheet can hold.
"""

from steelyard.reports.workbook.book import write_workbook

__all__ = ["write_workbook"]
