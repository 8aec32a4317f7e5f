"""Whether data keep to the rules: from shapes to findings, their causes, and reports of them."""
