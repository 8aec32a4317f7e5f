"""JSON for programs: analyses, checks of a change, and the API's description."""
