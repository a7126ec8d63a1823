"""HAProxy doing what the gateway does on its hot path: the token's signature (RS256) and end, and a limit by caller.

It has no EdDSA, so it verifies RS256, with a token of its own. Its limit is a stick table keyed by the token's subject.
Neither metrics by route nor a log line for what is slow are in it.
"""

import shutil
import time
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

READY = "/ready"
"""Answers 200 without a token."""
_KEY_BITS = 2048
_ISSUER = "bench"

_CONFIG = """\
global
    nbthread 1
    maxconn 4096
defaults
    mode http
    timeout connect 1s
    timeout client 60s
    timeout server 5s
    timeout http-request 15s
frontend gateway
    bind 127.0.0.1:{port} backlog 2048
    monitor-uri {ready}
    http-request set-var(txn.bearer) http_auth_bearer
    http-request set-var(txn.alg) var(txn.bearer),jwt_header_query('$.alg')
    http-request deny deny_status 401 unless {{ var(txn.alg) -m str RS256 }}
    http-request deny deny_status 401 unless {{ var(txn.bearer),jwt_verify(txn.alg,"{public}") 1 }}
    http-request set-var(txn.ends) var(txn.bearer),jwt_payload_query('$.exp','int')
    http-request set-var(txn.now) date()
    http-request deny deny_status 401 if {{ var(txn.ends),sub(txn.now) -m int lt 0 }}
    http-request set-var(txn.caller) var(txn.bearer),jwt_payload_query('$.sub')
    stick-table type string len 64 size 100k expire 60s store http_req_rate(60s)
    http-request track-sc0 var(txn.caller)
    http-request deny deny_status 429 if {{ sc_http_req_rate(0) gt 1000000000 }}
    default_backend behind
backend behind
    http-reuse always
    server upstream 127.0.0.1:{upstream}
"""


def installed() -> bool:
    return shutil.which("haproxy") is not None


def proxying(folder: Path, port: int, upstream: int) -> tuple[list[str], str]:
    """The command of a proxy to ``upstream``, and the ``Authorization`` that it lets pass."""
    folder.mkdir(parents=True)
    key = generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    public = folder / "public.pem"
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    now = int(time.time())
    claims = {"iss": _ISSUER, "aud": _ISSUER, "sub": "cit_1", "kind": "citizen", "roles": [], "exp": now + 24 * 3600}
    config = folder / "haproxy.cfg"
    config.write_text(_CONFIG.format(port=port, upstream=upstream, public=public, ready=READY))
    return ["haproxy", "-db", "-f", str(config)], f"Bearer {jwt.encode(claims, key, 'RS256')}"
