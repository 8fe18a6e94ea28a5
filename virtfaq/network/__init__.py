"""Hand out addresses, follow packets and count what a link carries."""
