"""Training of the product tags: a head on the feature map that the shopping intent network computes anyway.

`pictures` which pictures teach and test what, `features` the network's features kept on disk, `train` the command.
"""
