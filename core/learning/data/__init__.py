"""Labeled photos for training: where they lie, who labeled them, and which may be compared.

`datasets` reads the data pack's manifest and splits it by source.
"""
