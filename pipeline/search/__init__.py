"""Find articles, claims and stories again: by their words, by their meaning, by their likeness."""
