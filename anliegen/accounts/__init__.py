"""Who there is: companies, people, memberships, sessions, roles, and the actor of a request.

Owns log-in and rights as data. Must not know customers, tickets or messages.
"""
