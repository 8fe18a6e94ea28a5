"""Run instances on hosts: what may run where, and what falls with what."""
