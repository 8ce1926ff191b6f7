"""Whether claims can all be true, and the least sets that must be wrong for the rest to hold."""
