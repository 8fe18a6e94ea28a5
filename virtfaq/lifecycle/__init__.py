"""Pull, start and move instances."""
