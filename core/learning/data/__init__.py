"""Labeled photos for training: where they lie, who labeled them, and which may be compared.

`pack` reads the picture pack's manifest and splits it by source, `pictures` decodes its files.
"""
