"""Editing: changes of drafts with their history, whose a resource is, states of parts, releases."""
