"""A study's report in words and pictures: sentences, figures, the one-page report and what-if.

Numbers come from `core.sales.effects`; nothing is estimated here.
"""
