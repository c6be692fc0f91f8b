"""Slack's request signature, version 0 (Slack, "Verifying requests from Slack")."""

import hashlib
import hmac
from datetime import datetime


def signed_headers(body: bytes, secret: str, at: datetime) -> dict[str, str]:
    """The two headers that prove that a body came from Slack at this instant."""
    timestamp = str(int(at.timestamp()))
    signed = b"v0:" + timestamp.encode() + b":" + body
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}
