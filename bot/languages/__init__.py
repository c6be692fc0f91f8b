"""The languages that members read: sentences by gettext's catalogues, dates and lists by CLDR. Knows no database."""
