"""The steps between tables and ranks, each a pair of pure functions: learn and apply."""
