"""Customers from a file: reading it, what goes where, whom a row means, and the run in the background.

Owns the way from bytes to customers. Must not know tickets, nor how pages look.
"""
