"""The HTTP server, whose connections can be reset by a fault."""

import logging
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from zalo_simulator.app import build_app
from zalo_simulator.endpoint_app import TRANSPORT
from zalo_simulator.settings import Settings
from zalo_simulator.world import World

SECONDS_TO_FINISH = 3


class ResettableProtocol(HttpToolsProtocol):
    def on_message_begin(self) -> None:
        super().on_message_begin()
        extensions: dict[str, Any] = {TRANSPORT: self.transport}
        self.scope["extensions"] = extensions


def config(world: World, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        build_app(world),
        host=settings.host,
        port=settings.port,
        http=ResettableProtocol,
        loop="uvloop",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )


def serve(world: World, settings: Settings) -> None:
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    uvicorn.Server(config(world, settings)).run()
