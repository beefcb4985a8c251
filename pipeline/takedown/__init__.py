"""Take something down everywhere: find it, and rewrite every file that holds any of it."""
