"""Lists and tables out of running text, with the position of every cell."""
