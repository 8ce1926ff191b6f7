"""The publication: an edition as pages that people read and files that they use."""
