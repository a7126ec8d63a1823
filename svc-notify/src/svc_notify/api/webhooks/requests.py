"""What Zalo sends beside the body."""

from typing import Annotated

from fastapi import Header, Query

Signature = Annotated[str | None, Header(alias="X-ZEvent-Signature", max_length=200)]
Server = Annotated[str | None, Header(alias="X-ZEvent-Server", max_length=50)]
Challenge = Annotated[str, Query(alias="hub.challenge", pattern=r"^[A-Za-z0-9._~-]{0,200}$")]
