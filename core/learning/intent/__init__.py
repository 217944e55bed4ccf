"""Training of the shopping-intent classifier on the features of two frozen public networks.

`augment` and `features` prepare the photos, `training_set` their targets, `backbones` and `classifier` are the network,
`tuning` and `training` fit it, `metrics`, `evaluate` and `views` measure on unseen shops, `export` and `card` write the
files.
Commands: `train`, `evaluate`, `calibrate` and `views`.
"""
