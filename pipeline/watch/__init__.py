"""Alerts: rules that people write, what of the news they match, and the log that lets each event be told once."""
