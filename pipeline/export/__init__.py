"""Hand a snapshot on: the public tables, or answers to named questions, in files that other programs read."""
