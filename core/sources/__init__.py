"""Where pictures come from: any source in, one stream of candidates and failures out (`listing.candidates`).

`fetching/` asks servers, guarded and politely; `documents/` reads what came (text, XML); `shop/` reads pages and
sitemaps, `rendering/` opens pages in a browser, `feeds/` reads product feeds and lists of addresses, `files/` folders,
archives and object stores. Each kind of source has one reader, and all readers keep one contract (`contract`).
"""
