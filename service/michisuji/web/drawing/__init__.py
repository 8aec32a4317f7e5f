"""Pictures drawn on the server as SVG: charts, flows, tiles, and logic models."""
