"""Mapping files: which label of a form stands for which key of the city's schema."""
