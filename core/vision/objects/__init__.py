"""Role "objects": things of 79 everyday classes in a picture, such as a handbag or a chair, with their boxes.

`detector` is what the stage calls; its threshold stands in the manifest.
"""
