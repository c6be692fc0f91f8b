"""What it costs to put people together."""
