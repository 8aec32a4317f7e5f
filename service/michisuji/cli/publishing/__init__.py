"""Commands that bring data to readers: `release` (draft → public), `publish` (public → bundle)."""
