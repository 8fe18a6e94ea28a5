"""Fit instances in a memory, take memory back and share it."""
