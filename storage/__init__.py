"""Rows in SQLite or PostgreSQL: mapped to domain values, one transaction at a time."""
