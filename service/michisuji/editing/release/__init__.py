"""Releases: approved parts brought into the public database in one step, and taken back."""
