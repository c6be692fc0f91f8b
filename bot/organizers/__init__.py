"""Setting Klatch up in a workspace: who may, saying hello, and where questions stand for everyone."""
