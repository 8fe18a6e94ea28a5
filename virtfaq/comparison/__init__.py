"""Compare instances and show what comes of it: as tables, charts and diagrams."""
