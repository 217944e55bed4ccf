"""Training of the detector of 80 classes of things: distilled from two public ones into a network that may ship.

`detectors` runs the two teachers and our own, `labels` chooses pictures and lets the teachers label them, `network` is
the network with the public weights it starts from, `squares` makes training squares, `loss` compares, `training` fits,
`evaluation` measures, `card` writes down. Command: `train`.
"""
