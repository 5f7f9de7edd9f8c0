"""Use cases of the tickets package: who does what, in one transaction."""
