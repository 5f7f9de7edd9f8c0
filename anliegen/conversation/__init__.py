"""What is said in a ticket: messages, internal notes, attachments.

Owns sanitising and storage of what comes from outside. Must not know any face.
"""
