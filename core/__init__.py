"""Merchlens: what a shopping engine sees in a picture, and why. Start reading at `core/ARCHITECTURE.md`."""

__version__ = "0.1.0"
