"""Use cases of the customers package: who does what, in one transaction."""
