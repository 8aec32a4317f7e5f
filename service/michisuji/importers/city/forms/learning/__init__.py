"""Proposes a mapping file for a form, from the labels, tables and boxes on it."""
