"""What concerns one person: who hears what, the bell, and own settings. Rows only; mails are another matter.

Doors: `rules` (handlers of events), `queries`, `actions`.
"""
