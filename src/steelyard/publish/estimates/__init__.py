"""What several methods give side by side: the table of all, what parts them, how sure that is."""
