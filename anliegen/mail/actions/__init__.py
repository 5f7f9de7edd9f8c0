"""What can be done with outgoing mail."""
