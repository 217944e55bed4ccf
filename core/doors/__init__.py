"""The doors: the command line, the REST API and the start of the dashboard. The pages are the third door.

A door turns its input into structured values, calls a room's public verb, and turns the result into text, JSON or a
page. It decides nothing and loads no model. `opening` opens the site, `serve` starts the server, `hosts` says who may
reach it, `headers` tells browsers to be careful, `upload_door` writes uploads to disk (`uploads`), and `housekeeping`
lets go of what sessions left behind.
"""
