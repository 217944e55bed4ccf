"""A shop's own pages and sitemaps: `crawl` reads a page politely, `web_page` lists the pictures that it names (from
`attributes`, `css`, `embedded_json`), `choice` and `same_picture` tell which of them are one, `page_images` has `img`
elements with sizes, `product_data`, `microdata` and `product_facts` what a page says about products, `picture_address`
what an address alone tells; `sitemap` and `whole_shop` walk to further pages.
"""
