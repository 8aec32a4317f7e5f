"""The workbook of a city: its sheets and columns, and reading it into documents."""
