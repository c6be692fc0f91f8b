"""What Klatch tells a machine that watches it: how much it does, how long that takes, and what waits."""
