"""Compute what running instances costs, in money and in power."""
