"""Fetching from the web: public addresses only, within limits of bytes and time, politely.

`guard` checks each address and redirect, `fetch` gets it, `robots` honors robots.txt and its pauses, `http_errors`
says what a server's answer means.
"""
