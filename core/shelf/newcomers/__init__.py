"""New SKUs: facings that are not in the catalog, grouped by looks into proposals that people answer at once.

`work` and `tasks` look at the facings as a job, `grouping` puts those that look alike together, `store` keeps both,
`verbs` is what doors call: look, list, make a product of a group, or say what it is.
"""
