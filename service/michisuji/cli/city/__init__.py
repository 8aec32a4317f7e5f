"""Commands for what a city has on paper and in other systems: forms, and accounts."""
