"""Both databases for the tests of this folder."""

from tests.catalog.databases import database_url, postgres

__all__ = ["database_url", "postgres"]
