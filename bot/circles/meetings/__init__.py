"""A meeting's life: announced, answered, reminded of, asked about when few come, held, over."""
