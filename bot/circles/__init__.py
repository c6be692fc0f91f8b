"""Circles: peers who meet scheduled but unstructured, with an agenda of their own and a host in turn."""
