"""What every answer has in common: formats, headers, errors, rates, and caching."""
