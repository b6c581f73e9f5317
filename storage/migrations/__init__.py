"""Alembic environment: how the schema came to be, step by step."""
