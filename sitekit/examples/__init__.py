"""Collect and run the examples of pages."""
