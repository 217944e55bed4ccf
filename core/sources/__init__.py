"""Where pictures come from: pages, sitemaps, feeds, lists, folders, archives and stores.

`listing` finds out what a source is and lists its pictures; `fetching/` gets bytes from the web safely, `shop/` reads
pages and sitemaps, `feeds/` product feeds, `files/` folders, archives and stores.
"""
