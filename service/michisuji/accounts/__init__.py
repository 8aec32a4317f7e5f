"""Accounts: persons, roles, sessions, API tokens and the audit log, in an SQLite file of their own.

``permissions`` is the table of who may do what; :class:`Accounts` is the file's only reader and
writer.
"""

from michisuji.accounts.permissions import TABLE, Action, Actor, Grant, Permission, Role, allowed

__all__ = ["TABLE", "Action", "Actor", "Grant", "Permission", "Role", "allowed"]
