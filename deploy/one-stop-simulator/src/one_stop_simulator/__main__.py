"""python -m one_stop_simulator"""

import base64
import os
import socket
import sys
import time

import uvicorn
from pydantic import ValidationError

from one_stop_simulator.app import build_app
from one_stop_simulator.received_dossiers import ReceivedDossiers
from one_stop_simulator.settings import Settings


def main() -> int:
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        sys.stderr.write(f"ONE_STOP_{str(first['loc'][0]).upper()}: {first['msg']}\n")
        return 2
    try:
        door = socket.create_server((settings.host, settings.port))
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else error
        sys.stderr.write(f"{settings.host}:{settings.port}: {reason} (ONE_STOP_PORT=… names another port)\n")
        return 1
    address = f"http://{settings.host}:{door.getsockname()[1]}"
    sys.stderr.write(
        f"One-stop system on {address}. svc-dossier sends to it when it starts with\n"
        f"  DOSSIER_ONE_STOP_URL={address} DOSSIER_UPSTREAM_KEYS=one-stop:{settings.key}\n"
    )
    received = ReceivedDossiers(settings.records_kept)
    app = build_app(received, base64.b64decode(settings.key), settings.statuses_url, time.time)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False)).run(sockets=[door])
    return 0


if __name__ == "__main__":
    sys.exit(main())
