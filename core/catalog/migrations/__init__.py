"""The steps from one form of the database to the next, run by alembic when a store opens.

`versions/` holds one module a step, from the oldest to the newest.
"""
