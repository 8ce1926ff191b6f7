"""Reports for people: the scorecard of a unit, what it would take, what if, workbooks."""
