"""Simulated years in a database: written at once, or played again event by event."""
