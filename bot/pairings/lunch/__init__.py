"""Just Lunch: who has lunch with whom, on which day, once both have said yes."""
