"""What organizers do with programmes, and what they hear of them."""
