"""The web to captures: all that touches the network."""
