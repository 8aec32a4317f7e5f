"""The ways between two resources: over what leads to what, or over all links."""
