"""Signs every request that schemathesis sends, as docs/ticketing.md says."""

import hashlib
import hmac
import os
import urllib.parse
from datetime import datetime, timezone

import requests.auth
import schemathesis


def target(url):
    """The path from /v1 on, and the query in its one form: sorted, percent-encoded."""
    parts = urllib.parse.urlsplit(url)
    path = "/v1" + parts.path.partition("/v1")[2]
    pairs = urllib.parse.parse_qsl(parts.query, keep_blank_values=True)
    encoded = sorted((urllib.parse.quote(n, safe=""), urllib.parse.quote(v, safe="")) for n, v in pairs)
    query = "&".join(f"{name}={value}" for name, value in encoded)
    return f"{path}?{query}" if query else path


class Signature(requests.auth.AuthBase):
    def __call__(self, request):
        timestamp = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        key = request.headers.get("Idempotency-Key", "")
        key = key.decode("latin-1") if isinstance(key, bytes) else key
        text = "\n".join(
            ["v1", timestamp, request.method, target(request.url), key, hashlib.sha256(body).hexdigest()]
        )
        secret = os.environ["CMEK_SECRET"].encode()
        request.headers["X-CMEK-Key-Id"] = os.environ["CMEK_KEY_ID"]
        request.headers["X-CMEK-Timestamp"] = timestamp
        request.headers["X-CMEK-Signature"] = "v1=" + hmac.new(secret, text.encode(), "sha256").hexdigest()
        return request


# The description's examples are of a cluster that other tests work with. What is read is there; what
# is asked for fails early.
EXAMPLE_CLUSTER = "f78b7feb-b6cf-4396-9d7f-494982d7d81e"
EXAMPLE_RUN = "2f1b7c0de4a19885d3ad1ed7f4d7f9a01ebd1d26b9bb6f1ac8dc1ae2fd5a1a5e"
NO_CLUSTER = "0e0e0e0e-0000-4000-8000-000000000000"


@schemathesis.hook
def before_call(context, case, kwargs):
    path = case.path_parameters or {}
    if path.get("clusterId") == EXAMPLE_CLUSTER:
        path["clusterId"] = os.environ["KNOWN_CLUSTER"] if case.method == "GET" else NO_CLUSTER
    if path.get("runId") == EXAMPLE_RUN:
        path["runId"] = os.environ["KNOWN_RUN"]
    kwargs["auth"] = Signature()
