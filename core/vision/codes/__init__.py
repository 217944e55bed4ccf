"""Barcodes and QR codes in a picture, read by zxing-cpp [1]_.

References
----------
.. [1] zxing-cpp, https://github.com/zxing-cpp/zxing-cpp, Apache-2.0.
"""
