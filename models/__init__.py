"""Text to annotations: entities, pay claims, relevance, embeddings and summaries."""
