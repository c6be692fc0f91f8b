"""Starting a circle and changing it."""
