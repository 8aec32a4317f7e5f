"""Workbooks as staff send them, made dirty on purpose; beside each what its import must tell."""
