"""Numbers as shops, spreadsheets and accountants write them; sales tables and product feeds share this reader.

`cell` takes one cell apart, `notation` decides by the whole column what its marks mean, `currencies` knows signs.
"""
