"""Reading the words that people type: text, then words with their meanings, then dates, times, zones and rhythms."""
