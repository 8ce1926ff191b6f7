"""On paper: a brief for each unit and the whole report as tagged PDF, typeset with Typst."""
