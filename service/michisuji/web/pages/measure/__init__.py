"""The page of a measure or policy: its facts, and its programs as chains into the town condition."""
