"""Web pages as a browser shows them, where a Chromium is on the machine.

`browser_process` opens one page in a process of its own and ends it with everything that it started; there `browse`
drives the browser (`chromium`), and `gate` answers each of its requests by the guarded fetcher. `page.js` looks at the
page; `kept` writes what came out of it beside the audit.
"""
