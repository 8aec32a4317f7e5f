"""The check: applies shapes to data, and reports findings with names, places and waivers."""
