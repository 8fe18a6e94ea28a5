"""Tell what differs between a page and its translation, and may not."""
