"""All words of circles that members read."""
