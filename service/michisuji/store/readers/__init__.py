"""Readers' queries: each is answered by a process that can be ended without harm to anybody else.

``worker`` is that process, ``process`` what holds it here, ``pool`` those of one database.
"""
