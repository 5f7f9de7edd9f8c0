"""Rows of the customers package."""

from .contact import Contact
from .customer import Customer

__all__ = ["Contact", "Customer"]
