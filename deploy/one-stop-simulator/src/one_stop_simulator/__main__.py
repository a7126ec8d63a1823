"""python -m one_stop_simulator"""

import base64
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
    sys.stderr.write(
        f"One-stop system on http://{settings.host}:{settings.port}. svc-dossier sends to it when it starts with\n"
        f"  DOSSIER_ONE_STOP_URL=http://{settings.host}:{settings.port} DOSSIER_UPSTREAM_KEYS=one-stop:{settings.key}\n"
    )
    received = ReceivedDossiers(settings.records_kept)
    app = build_app(received, base64.b64decode(settings.key), settings.statuses_url, time.time)
    uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning", server_header=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
