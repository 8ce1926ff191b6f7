"""A page for each unit."""
