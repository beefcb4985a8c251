"""Feeds and sitemaps of any kind, as text -> the addresses they announce, with titles and dates."""
