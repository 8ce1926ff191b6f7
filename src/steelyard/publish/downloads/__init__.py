"""Files to take along: tables, charts, the edition, embeds."""
