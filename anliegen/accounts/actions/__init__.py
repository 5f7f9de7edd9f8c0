"""Use cases of the accounts package: who does what, in one transaction."""
