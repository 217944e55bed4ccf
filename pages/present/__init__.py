"""Slides of the page Present."""
