"""Captures in WARC files, and the index that finds them again."""
