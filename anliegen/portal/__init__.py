"""The customers' face: requests of contacts in the look of their company, under a path of its own.

Plain pages that work without scripts and on old phones. Independent of the agents' face; goes through
the contacts' own doors (`tickets/portal.py`, `conversation/portal.py`) and never through the employees'.
"""
