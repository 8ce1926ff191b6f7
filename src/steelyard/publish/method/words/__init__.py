"""Every method of the grammar in words, with its formula; a new one is told here."""
