"""A sheet laid out as a form: its cells, labels, and tables."""
