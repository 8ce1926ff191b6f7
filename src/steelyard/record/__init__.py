"""The process: what was stated, computed, decided and objected to, in a chain of files."""
