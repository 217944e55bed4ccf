"""Reading a sales table: CSV, XLSX or Parquet, with columns detected or named.

`file` opens it within limits, `columns` says what each column means, `cells` reads numbers and dates, `history_reader`
builds the history that effects are estimated from.
"""
