"""Commands for people who sign in: `user` (accounts, roles), `token` (API), `audit` (the log)."""
