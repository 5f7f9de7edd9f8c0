"""The kernel that every other package stands on: tenancy, events, jobs, HTTP manners, files, templates.

Owns no noun of the product: it must not know what a ticket, a customer or a user is.
Nothing in here imports another package of `anliegen`.
"""
