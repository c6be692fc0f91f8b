"""Every word that members read in flash mentoring, and every block around it. Pure functions, imported by module."""
