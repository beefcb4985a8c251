"""Records, and every stage that needs no network, no NLP model and no orchestrator."""
