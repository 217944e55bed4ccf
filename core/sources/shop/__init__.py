"""A shop's pages as a browser sees them: crawl, sitemaps, markup, product data, and which picture stands for a page.

`crawl` follows pages and sitemaps, `web_page` reads one page, `product_data` its structured data, `page_images` weighs
its pictures by the browser's own rules.
"""
