"""Training of the shopping-intent classifier on a frozen public network's features.

`augment` and `features` prepare the photos, `training_set` their targets, `mobilenet` and `classifier` are the network,
`tuning` and `training` fit it, `metrics` and `evaluate` measure on unseen shops, `export` and `card` write the files.
Commands: `train` and `evaluate`.
"""
