"""Reads the accounts system's CSV: the money of programs by budget code, summed to the yen."""
