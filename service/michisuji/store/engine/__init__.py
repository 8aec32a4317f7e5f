"""The local engine: an Oxigraph server of our own, its files, and replacements in it."""
