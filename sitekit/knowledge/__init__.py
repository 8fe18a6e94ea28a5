"""Read what the site knows: claims, works, terms, topics."""
