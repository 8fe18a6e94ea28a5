"""Run guests under a hypervisor: by traps and by exits."""
