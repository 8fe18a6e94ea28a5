"""Hand texts to translators' tools and take them back."""
