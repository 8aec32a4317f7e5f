"""Ways to run the application: as a service, over a bundle, as the writer of a static site."""
