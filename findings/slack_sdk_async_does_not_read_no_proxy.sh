#!/usr/bin/env bash
# slack_sdk takes a proxy from the environment; its async client does not read NO_PROXY, its sync client does.
#
# Seen with slack-sdk 3.47.0, aiohttp 3.14.5, Python 3.11, November 2026.
#
# Expected: with HTTPS_PROXY set and NO_PROXY naming this machine, a client whose base_url is on this machine speaks to it
# directly, as curl, urllib, requests and httpx do with the same two variables.
#
# What happens: both clients look at HTTPS_PROXY and HTTP_PROXY when they are made and keep the first that is set, whatever
# base_url is. The sync client hands it to urllib, whose ProxyHandler asks NO_PROXY once more: direct. The async client hands it
# to aiohttp, which takes a proxy that is named for a request as it is: a request to a stand-in for Slack on 127.0.0.1 goes to
# the proxy, with the token in its headers; so does one to a host inside a network that only NO_PROXY reaches directly.
# Code that moves from WebClient to AsyncWebClient changes its road without a word.
# HTTPS_PROXY is used for http:// addresses too. An empty `proxy=""` is the same as none given: the environment is read.
# A way around: `client.proxy = None` after the client was made, with an aiohttp session of one's own
# (`trust_env=True` there does read NO_PROXY).
#
# Output seen, by which this script holds (loopback only; the proxy is a listener in the script):
#   urllib: asked the server directly
#   WebClient: asked the server directly
#   AsyncWebClient: asked the proxy
#   AsyncWebClient, proxy="": asked the proxy
#   AsyncWebClient, proxy taken away: asked the server directly
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check slack-sdk==3.47.0 aiohttp==3.14.5

cat > "$folder/expected" <<'OUTPUT'
urllib: asked the server directly
WebClient: asked the server directly
AsyncWebClient: asked the proxy
AsyncWebClient, proxy="": asked the proxy
AsyncWebClient, proxy taken away: asked the server directly
OUTPUT

"$folder/venv/bin/python" > "$folder/seen" <<'PYTHON'
import asyncio
import os
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ASKED = []


def listen(name):
    """Start a server that answers anything with {"ok": true} and remembers that it was asked."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            ASKED.append(name)
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "11")
            self.end_headers()
            self.wfile.write(b'{"ok":true}')

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


slack, proxy = listen("the server directly"), listen("the proxy")
for name in list(os.environ):
    if name.lower().endswith("_proxy"):
        del os.environ[name]
os.environ |= {"HTTPS_PROXY": proxy, "HTTP_PROXY": proxy, "NO_PROXY": "127.0.0.1,localhost"}

from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient


def say(who):
    print(f"{who}: asked {ASKED[-1]}")


urllib.request.urlopen(urllib.request.Request(f"{slack}/api/api.test", data=b"")).read()
say("urllib")
given = {"token": "xoxb-example", "base_url": f"{slack}/api/"}
WebClient(**given).api_test()
say("WebClient")
asyncio.run(AsyncWebClient(**given).api_test())
say("AsyncWebClient")
asyncio.run(AsyncWebClient(**given, proxy="").api_test())
say('AsyncWebClient, proxy=""')
client = AsyncWebClient(**given)
client.proxy = None
asyncio.run(client.api_test())
say("AsyncWebClient, proxy taken away")
PYTHON

diff "$folder/expected" "$folder/seen" && echo "As before."
