"""Things that recur, once for all features: running, paused or ended, when next, and who looks after them."""
