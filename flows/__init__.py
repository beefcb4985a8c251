"""Composition root: the command line, the Prefect flows and the demo newsroom's server."""
