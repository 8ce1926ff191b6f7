"""What a scheme is evaluated on: tables read from files, checked and converted."""
