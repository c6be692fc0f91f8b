"""The addresses that Slack names for an answer (``response_url``)."""

import re

from yarl import URL

_SLACKS = re.compile(r"([a-z0-9-]+\.)*slack(-gov)?\.com")
"""Slack gives out addresses at hooks.slack.com; in its cloud for governments, at hooks.slack-gov.com."""


def is_slacks(url: str, api_url: str) -> bool:
    """Return whether a ``response_url`` leads to Slack, or to what stands in for it: where the Web API is.

    Slack's signature has named it already. Should its secret ever leak, a forger still makes us call nobody else.
    Read as aiohttp reads it, which will call it.
    """
    try:
        asked, api = URL(url), URL(api_url)
    except ValueError:
        return False
    is_at_slack = (asked.scheme, asked.port) == ("https", 443) and _SLACKS.fullmatch(asked.host or "") is not None
    return is_at_slack or (asked.scheme, asked.host, asked.port) == (api.scheme, api.host, api.port)
