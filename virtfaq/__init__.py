"""Simulate hosts, kernels, hypervisors, virtual machines and containers, with cited numbers."""
