"""The one callable that the server runs: Django under WSGI in a pool of threads.

Measured for a page with one query, Django's own ASGI handler needs three times the CPU of this;
see docs/adr/0003-serving.md.
"""

from a2wsgi import WSGIMiddleware

from anliegen.config.wsgi import application as django

THREADS = 12

application = WSGIMiddleware(django, workers=THREADS, send_queue_size=32)
