"""The archive as pages for readers: Jinja2 templates, one stylesheet, one small script.

A page is a module with a `router` from `failures.page_router`, named in `pages.py`. Its functions
return `rendering.render(request, template, …)`; its words are a table in words/, its template
extends base.html (blocks title, head, search, content). Addresses are `addresses.Address`.
"""
