"""JSON for programs: analyses, checks of a change, and the description of it all."""
