"""Charts on pages: pictures that anyone can take along, drawn again where there is a script."""
