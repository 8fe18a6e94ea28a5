"""Publish scripts and styles in fewer bytes."""
