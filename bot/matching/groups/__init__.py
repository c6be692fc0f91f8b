"""Groups of three and more, and tables."""
