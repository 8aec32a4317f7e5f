"""Charts: values by year, quadrants and bars, each drawn as one SVG with its values in words."""
