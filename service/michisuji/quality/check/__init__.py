"""The check: shapes asked of data, and what is found told with names, places and waivers."""
