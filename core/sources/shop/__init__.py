"""A shop's own pages and sitemaps: `crawl` reads a page politely, `web_page` lists the pictures that it names,
`page_images` its `img` elements with their sizes, `product_data` and `product_facts` what it says about products,
`picture_address` what an address alone tells; `sitemap` walks to pictures and pages.
"""
