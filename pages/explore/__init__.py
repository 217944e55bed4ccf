"""The views of a set of analyzed photos."""
