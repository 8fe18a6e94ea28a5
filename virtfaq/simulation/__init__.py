"""Simulate by events, and fit laws to what is measured."""
