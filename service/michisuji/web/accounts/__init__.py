"""Signing in, who may do what at each address of ``/drafts``, and the pages of accounts."""
