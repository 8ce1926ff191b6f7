"""The overview, and the ranking: sorted, searched, filtered, with how sure each rank is."""
