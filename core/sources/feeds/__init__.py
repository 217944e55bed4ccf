"""Sources that machines write for machines: product feeds and plain lists of picture addresses (`address_list`).

`feed` turns records into pictures. Records come from text tables (`csv_rows`), workbooks (`workbook_rows`), XML
(`xml_rows`) and JSON (`json_rows`); `header` finds where a table begins. `columns` decides what each column means by
its cells (`cells`) and its name (`names`: one table for all platforms and languages); `product_row` makes the product,
`beside` finds local pictures.
"""
