"""The workbook of a city to fill in: prefilled for a section, and returned with its troubles."""
