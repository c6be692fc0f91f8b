"""Cards of circles for members and channels, each a function of the state."""
