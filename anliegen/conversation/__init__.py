"""What is said in a ticket: messages, internal notes, attachments; and texts that are ready to be said.

Owns sanitising and storage of what comes from outside. Must not know any face.
"""
