"""The database: pictures, results, facts and jobs in one schema, on SQLite or PostgreSQL.

`tables` and `migrations/` define it, `store` is what rooms call; `query` filters and counts, `compare` sets two audits
side by side, `pictures` finds the files of a picture by its id.
"""
