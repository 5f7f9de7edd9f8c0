"""Live hints: one LISTEN connection per process, any number of streams to browsers.

Owns the hub and the stream's endpoint. Hints carry ids only; a browser fetches what changed through its
own rights. Must not know what a ticket looks like, nor any face.
"""
