"""The page of a unit: what it leads, its money, targets, evaluations, findings and kaizen."""
