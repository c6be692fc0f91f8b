"""Members: what they tell about themselves, their hours, and whom they would rather not meet."""
