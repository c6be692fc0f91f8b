"""Meetings of a circle: announced, answered, reminded of, rescheduled, seated at tables, over."""
