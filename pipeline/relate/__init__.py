"""Duplicates, origins (who copied whom) and stories."""
