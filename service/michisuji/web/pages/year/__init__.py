"""A year of the city for its citizens: the report of it, and the picture on the first page."""
