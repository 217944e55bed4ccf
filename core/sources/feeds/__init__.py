"""Sources that machines write for machines: product feeds (`feed`, its columns in `columns`) and plain lists of
picture addresses (`address_list`).
"""
