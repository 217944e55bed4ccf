"""Training: one folder a role, each with the command that trains its model from a folder of labeled photos.

`data/` reads data sets, `evaluation` measures with whole sources left out, `export` registers a model with its card.
Only people who train run this code; the dashboard does not import it.
"""
