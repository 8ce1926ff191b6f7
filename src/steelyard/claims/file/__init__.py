"""Claims files: their grammar, reading and writing them, and what must hold between their parts."""
