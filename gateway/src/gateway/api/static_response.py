"""A file that never changes, for whoever asks: packed once, and kept for ever by whoever has it."""

import asyncio
from collections.abc import Callable

from starlette.responses import Response

from gateway.proxy.compression import coding_for
from gateway.static_file import CODINGS

_NEVER_CHANGES = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


async def static_response(
    packed: Callable[[str, bytes | None], bytes], name: str, media_type: str, accept_encoding: str
) -> Response:
    """``packed`` gives the file ``name`` in a coding of ``CODINGS``, or as it is; it remembers."""
    coding = coding_for(accept_encoding.encode("latin-1"), CODINGS)
    file = await asyncio.to_thread(packed, name, coding)
    headers = _NEVER_CHANGES | ({"Content-Encoding": coding.decode()} if coding else {})
    return Response(file, headers=headers, media_type=media_type)
