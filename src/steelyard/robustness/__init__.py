"""How sure a ranking is: uncertainty, sensitivity, importance."""
