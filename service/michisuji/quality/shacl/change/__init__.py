"""The scope of a change: from changed triples back to the focus nodes of shapes."""
