"""The parts of the page Datasets."""
