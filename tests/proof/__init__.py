"""The proof that no text is lost and none is sent twice: many worker processes, killed at any instant."""
