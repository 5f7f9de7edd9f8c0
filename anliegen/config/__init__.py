"""The only place that knows everything: settings, URLs, middleware, wiring.

Nothing imports it but the processes that start the product.
"""
