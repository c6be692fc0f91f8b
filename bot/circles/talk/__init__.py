"""What a circle talks about: topics and votes before, what stays open and what was learned after."""
