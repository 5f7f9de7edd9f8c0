"""Use cases of the conversation package: who does what, in one transaction."""
