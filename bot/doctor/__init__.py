"""The doctor: whether everything that Klatch needs is there, whether it keeps up, and how to mend what does not."""
