"""Merchlens: product photos as a shopping engine sees them. Start reading at `core/ARCHITECTURE.md`.

Rooms stand on four levels: ground, machinery, subjects, doors; imports point downwards only.
"""

import sqlite3  # noqa: F401  before TensorFlow, whose own SQLite has no full-text search and would be taken for this one

__version__ = "0.1.0"
