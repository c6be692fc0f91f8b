"""The database: connections, transactions, column types, keys, and the bell that says what has changed."""
