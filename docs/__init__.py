"""What the README and the pages beside it show, and the app's icon."""
