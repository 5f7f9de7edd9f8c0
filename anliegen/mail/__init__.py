"""Outgoing mail: an outbox in the database, and the worker's way from there to the mail server.

Whoever wants to write calls `outbox.queue` in the transaction of what the mail is about; states,
further tries and the page "Postausgang" are in here. Knows conversation, tickets, customers, accounts.
"""
