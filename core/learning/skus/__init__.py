"""The matcher of SKUs: its projection and coefficients fitted, measured on classes that it never saw, with its card.

One-shot: one packshot of each of 81 grocery classes against 1,500 photos from shops (GroceryStoreDataset).
"""
