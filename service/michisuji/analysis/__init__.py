"""The planner's analyses: what leads to what, at what cost, and what changes."""
