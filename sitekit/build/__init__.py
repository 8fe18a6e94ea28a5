"""Turn woven pages into HTML, and into the site."""
