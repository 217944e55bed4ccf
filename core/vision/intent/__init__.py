"""Shopping intent: a .tflite classifier with four labels and a sensitive head.

`contract` checks the inputs and outputs of a file, `network` runs it once a picture for all who ask, `classifier` reads
its verdict, `embedding` what it saw, `head` what a training needs.
"""
