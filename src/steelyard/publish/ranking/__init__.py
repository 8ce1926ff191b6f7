"""The overview and the tables that rank."""
