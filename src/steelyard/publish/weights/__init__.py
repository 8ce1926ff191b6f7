"""Your own weights: the ranking computed again in the page."""
