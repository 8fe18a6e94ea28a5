"""Run guests under a hypervisor: by traps, by exits, by design."""
