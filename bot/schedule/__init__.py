"""Whatever must happen later: rows with a due time, and the heartbeat that claims them."""
