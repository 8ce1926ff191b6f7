"""What is measured, declared: the grammar of schemes, reading and checking them."""
