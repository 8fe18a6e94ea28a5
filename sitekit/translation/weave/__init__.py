"""Make the pages of a language from French and a translation."""
