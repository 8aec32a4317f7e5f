"""The page of a measure: its programs as chains into the town condition, and its facts."""
