"""Training of the shopping-intent classifier on a frozen public network's features.

`material` and `features` prepare the photos, `training` and `tuning` fit, `evaluate` and `report` measure on unseen
shops, `card` writes the model card; `train` is the command.
"""
