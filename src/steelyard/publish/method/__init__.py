"""The method in words, the findings, the audit of claims."""
