"""Model what the Linux kernel gives to containers: namespaces, cgroups and their limits."""
