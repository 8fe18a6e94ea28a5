"""What turns docs/ into the site: fences, examples, translation, claims, build. Never part of the wheel."""
