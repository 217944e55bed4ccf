"""Which SKU a crop shows: how a product looks, an index of looks, and the matcher over it.

`look` and `geometry` compare, `looking` makes a look, `index` keeps many, `text` and `gtin` compare what is read, and
`matching` answers. `core.skus` builds the index from a catalog.
"""
