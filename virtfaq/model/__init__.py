"""Describe what instances are made of: kernels, images, runtimes."""
