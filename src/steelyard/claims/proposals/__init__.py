"""Claims proposed by the machine: the arithmetic that ties the figures of an article together."""
