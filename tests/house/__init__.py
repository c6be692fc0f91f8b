"""How the code is built, measured: ``make house``. What needs no run of it is held by ``make lint``."""
