"""The catalogue: jobs, their pictures and the results, in one database."""
