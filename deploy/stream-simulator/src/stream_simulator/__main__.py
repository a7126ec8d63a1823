"""python -m stream_simulator"""

import sys
import time

import uvicorn
from pydantic import ValidationError

from stream_simulator.app import build_app
from stream_simulator.generator import CHANNELS, segments
from stream_simulator.settings import Settings


def main() -> int:
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        sys.stderr.write(f"STREAM_SIMULATOR_{str(first['loc'][0]).upper()}: {first['msg']}\n")
        return 2
    app = build_app({channel.key: segments(channel) for channel in CHANNELS}, time.time)
    uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning", server_header=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
