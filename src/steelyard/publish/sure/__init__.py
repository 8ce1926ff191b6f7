"""How sure the ranks are."""
