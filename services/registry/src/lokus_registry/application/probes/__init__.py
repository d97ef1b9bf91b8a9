"""Probes of devices: what they are, before they are cameras of the registry."""
