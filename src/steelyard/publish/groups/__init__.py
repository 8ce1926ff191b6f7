"""Units by group: counts, shares, means, concentration, maps."""
