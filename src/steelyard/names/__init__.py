"""Names across lists: which entries of two lists are the same enterprise."""
