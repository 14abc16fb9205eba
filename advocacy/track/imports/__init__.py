"""Files in which other systems tell of conversions → conversions, and what could not be read."""
