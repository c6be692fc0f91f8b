"""The doctor: whether everything that Klatch needs is there, whether it keeps up, and how to fix what does not."""
