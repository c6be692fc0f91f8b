"""Looking after what is stored: how long it is kept, and with which keys."""
