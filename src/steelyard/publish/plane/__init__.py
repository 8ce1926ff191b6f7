"""The page of the plane of two criteria: a chart, and each unit's place and quadrant."""
