"""A unit's page in the current language, part by part, as plain data."""
