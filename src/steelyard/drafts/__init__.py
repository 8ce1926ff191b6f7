"""Drafts of schemes: from tables whose meaning nobody has declared yet."""
