"""Workbooks to fill in: what a scheme asks for, laid out for those who supply it."""
