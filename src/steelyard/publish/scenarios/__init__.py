"""The room of scenarios: what each unit is worth in each future, and how it is judged by rules."""
