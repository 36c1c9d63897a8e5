"""Whether a delivery comes from GitHub. Pure.

https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
"""

from __future__ import annotations

import hashlib
import hmac
import re

LARGEST = 5_000_000
"""Bytes of a delivery that are read; GitHub's own limit is 25 MB, ours have some 30 KB."""

_DELIVERY = re.compile(r"[0-9A-Za-z-]{8,64}", re.ASCII)
_EVENT = re.compile(r"[a-z_]{1,40}", re.ASCII)


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Whether *signature* ("sha256=…") was made of *body* by one who knows *secret*.

    Takes as long for every wrong signature. Without a secret nothing is signed.
    """
    right = f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"
    return bool(secret) and hmac.compare_digest(right.encode(), signature.encode())


def is_delivery(delivery: str, event: str) -> bool:
    """Whether the two headers look as GitHub's do, so that they may be kept and logged."""
    return bool(_DELIVERY.fullmatch(delivery) and _EVENT.fullmatch(event))
