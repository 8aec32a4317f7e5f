"""What goes out: dumps, tables, catalog and static site, made from the public database."""
