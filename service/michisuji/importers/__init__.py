"""From files to statements: each kind of source has a folder, what all share is beside them."""
