"""Files for people outside: the export, and the yearly evidence pack."""
