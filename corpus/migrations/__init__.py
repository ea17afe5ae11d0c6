"""Alembic migrations of the library, from the first version on."""
