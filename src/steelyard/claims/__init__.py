"""Claims: figures that were printed, taken out of texts and held against data and each other."""
