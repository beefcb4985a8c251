"""Capture to article, in a child process that can be killed."""
