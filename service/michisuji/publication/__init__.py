"""Publication: dumps, tables, catalog and static site, made from the public database."""
