"""What a change concerns: from changed triples back to the focus nodes of shapes."""
