"""Unguessable identifiers and secrets."""

import hashlib
import secrets
import uuid


def public_id() -> str:
    """Return a random id of 128 bits, 22 URL-safe characters, for addresses and file links."""
    return secrets.token_urlsafe(16)


def secret() -> str:
    """Return a random secret of 256 bits, 43 URL-safe characters. Only its digest is stored."""
    return secrets.token_urlsafe(32)


def digest(secret_text: str) -> str:
    """Return the SHA-256 of a secret in hex: what the database keeps instead of the secret.

    A plain hash suffices because the input has 256 random bits; there is nothing to guess.
    """
    return hashlib.sha256(secret_text.encode("utf-8", "surrogatepass")).hexdigest()


def uuid_text() -> str:
    """Return a random UUID as text: the key by which a form is taken only once."""
    return str(uuid.uuid4())
