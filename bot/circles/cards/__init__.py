"""What members and channels see of circles: cards, each a function of how things stand."""
