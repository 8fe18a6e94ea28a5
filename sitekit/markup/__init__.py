"""Write and follow HTML: works, linked data, tags kept aside."""
