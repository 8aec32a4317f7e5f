"""`/help`: for staff of a section, and for the planning section, with pictures."""
