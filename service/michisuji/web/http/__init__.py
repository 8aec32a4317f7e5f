"""What every answer has in common: formats, headers, errors, rates, and what is kept of it."""
