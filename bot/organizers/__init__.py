"""Setting Klatch up in a workspace: permissions, the hello, the ask channel, and letters that did not arrive."""
