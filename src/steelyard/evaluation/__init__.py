"""From a scheme and data to a ranking; editions on disk, explained, placed against, verified."""
