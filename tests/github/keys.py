"""Key pairs made for tests, once per process; nothing secret."""

from __future__ import annotations

from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

_MADE: list[str] = []


def secrets_of_keys() -> list[str]:
    """Return a piece of each private key that was made."""
    return list(_MADE)


@cache
def key_pair(number: int = 0) -> tuple[str, str]:
    """Return a private key as GitHub hands it out and its public half, both PEM."""
    assert number >= 0
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    _MADE.append(private.decode().splitlines()[3])
    return private.decode(), public.decode()
