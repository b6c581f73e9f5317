"""How often the statistics are wrong where the truth is known: thousands of simulated years."""
