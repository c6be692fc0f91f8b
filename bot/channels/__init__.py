"""The members of the channels that Klatch was invited to."""
