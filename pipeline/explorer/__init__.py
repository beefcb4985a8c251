"""The explorer: pages over one published snapshot, made on the server, that need no script and no other host."""
