"""The agenda of a circle: topics and votes before a meeting, its summary and what people take with them after."""
