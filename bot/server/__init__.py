"""The process that serves: its HTTP server, its web application, and whether it is well."""
