"""The planner's questions: what leads where, at what cost, and what changes."""
