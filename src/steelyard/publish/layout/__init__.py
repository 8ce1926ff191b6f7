"""What every page shares: its frame, its style, and how it is written."""
