"""Product feeds and lists of addresses, in any of the usual formats.

`feed` streams products, `columns` says which column means what, `address_list` reads one address per line.
"""
