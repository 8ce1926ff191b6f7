"""Maps without tiles: places known by their names, shapes from a package, two projections."""
