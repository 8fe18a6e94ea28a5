"""Write as a language does: its words, numbers and spaces."""
