"""Reads form-shaped sheets, one program per sheet, as a mapping file says where things are."""
