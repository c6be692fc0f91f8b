"""Every word of circles that a member reads."""
