"""The verbs: what Leadline does, and the only place that says when. Entrances call one of these."""
