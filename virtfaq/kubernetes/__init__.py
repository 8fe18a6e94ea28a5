"""Decide about pods as Kubernetes does: their class of service, and how many there are."""
