"""A change before it is made: its effect on findings, checked only where it applies."""
