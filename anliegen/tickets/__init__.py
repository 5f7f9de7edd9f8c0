"""The core: tickets, their two sides, statuses, categories, counts, NEU and history.

Imports accounts and customers only. Must not know what is said in a ticket, only that something was.
"""
