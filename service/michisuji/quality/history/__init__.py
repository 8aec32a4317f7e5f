"""Past checks: the last one whole, a record of each, and the changes between two."""
