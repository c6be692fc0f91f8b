"""Setting programmes up and looking after them, and telling organizers how they go."""
