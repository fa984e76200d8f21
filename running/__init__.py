"""How the product is started, watched and stopped: running.supervisor, behind bin/dev and bin/serve."""
