"""Reads the sheets of a city's workbook into rows, and rows into documents."""
