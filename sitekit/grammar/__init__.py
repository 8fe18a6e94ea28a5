"""Read the Markdown of a page."""
