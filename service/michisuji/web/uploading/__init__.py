"""Uploads of the editor: files are read, shown as changes, and taken into the drafts or left."""
