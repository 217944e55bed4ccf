"""The REST API: `app` composes it, with one module for each room's routes.

`fields` reads JSON and forms into the same values, `access` checks keys and sizes, `errors` turns errors into JSON,
`docs_page` is the documentation as a page without scripts.
"""
