"""The parts that every answer shares: formats, headers, errors, rates, and caching."""
