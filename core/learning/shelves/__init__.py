"""Training of the detector of products and price tags on shelves, from packshots, synthetic shelves and boxed photos.

`sources` says which pictures teach, choose and test, `shelves` makes shelves of them and keeps them in a folder,
`squares` makes training squares, `evaluation` measures, `card` writes down. Commands: `train`, `evaluate`.
"""
