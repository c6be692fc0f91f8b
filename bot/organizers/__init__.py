"""Setting Klatch up in a workspace: saying hello, and where questions stand for everyone."""
