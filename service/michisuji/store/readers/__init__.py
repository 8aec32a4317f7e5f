"""Readers' queries, each answered by a process that can be killed without affecting others.

``worker`` is that process, ``process`` its handle here, ``pool`` the workers of one database.
"""
