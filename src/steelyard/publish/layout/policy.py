"""What a page may load: its own site's scripts, style and pictures, and nothing else.

Source: W3C, Content Security Policy Level 3.
"""

__all__ = ["POLICY"]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'"
)
