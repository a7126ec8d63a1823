"""nginx three times: as the service behind a proxy, which only answers; as the bare proxy that ours is held against; as
a cache of pages."""

import os
import shutil
from pathlib import Path

from bench.peers.upstream import ANSWER

_FRAME = """\
{user}daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr error;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{rest}
}}
"""

_USER = "user root;\n" if os.geteuid() == 0 else ""
"""Started by root, nginx works as nobody, who may write no pages into a folder of root's."""

_ANSWERING = """\
    server {{
        listen 127.0.0.1:{port} backlog=2048;
        location / {{ default_type application/json; return 200 '{answer}'; }}
    }}
"""

_PROXYING = """\
    upstream behind {{ server 127.0.0.1:{upstream}; keepalive 256; keepalive_requests 1000000000; }}
    server {{
        listen 127.0.0.1:{port} backlog=2048;
        location / {{
            proxy_pass http://behind;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            {more}
        }}
    }}
"""

_PAGES = "    proxy_cache_path {folder}/pages levels=1:2 keys_zone=pages:8m max_size=64m;\n"
_CACHED = """proxy_cache pages;
            proxy_cache_lock on;
            proxy_cache_use_stale error timeout updating http_500 http_502 http_503 http_504;"""


def installed() -> bool:
    return shutil.which("nginx") is not None


def answering(folder: Path, port: int) -> list[str]:
    """The command of a server that answers everything at once."""
    return _command(folder, _ANSWERING.format(port=port, answer=ANSWER.decode()))


def proxying(folder: Path, port: int, upstream: int) -> list[str]:
    """The command of a proxy to ``upstream`` with connections kept, and nothing else."""
    return _command(folder, _PROXYING.format(port=port, upstream=upstream, more=""))


def caching(folder: Path, port: int, upstream: int) -> list[str]:
    """The command of a proxy to ``upstream`` that keeps answers for as long as these say."""
    proxy = _PROXYING.format(port=port, upstream=upstream, more=_CACHED)
    return _command(folder, _PAGES.format(folder=folder) + proxy)


def _command(folder: Path, rest: str) -> list[str]:
    folder.mkdir(parents=True)
    config = folder / "nginx.conf"
    config.write_text(_FRAME.format(folder=folder, rest=rest, user=_USER))
    return ["nginx", "-p", str(folder), "-c", str(config), "-e", "stderr"]
