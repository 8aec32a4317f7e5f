"""The form of a class: its fields from the ontology and the shapes, its statements as texts."""
