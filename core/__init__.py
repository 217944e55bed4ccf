"""Merchlens: product photos as a shopping engine sees them. Start reading at `core/ARCHITECTURE.md`.

Rooms stand on four levels: ground, machinery, subjects, doors; imports point downwards only.
"""

__version__ = "0.1.0"
