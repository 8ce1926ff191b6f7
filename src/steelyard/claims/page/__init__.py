"""An audit as pages that open by a double click: the text with its figures marked, and why."""

from steelyard.claims.page.write import LANGUAGE_FILES, write_pages

__all__ = ["LANGUAGE_FILES", "write_pages"]
