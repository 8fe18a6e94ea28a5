"""Compute the content of blocks, one module each, named as the block: `/// claims` is claims.py."""
