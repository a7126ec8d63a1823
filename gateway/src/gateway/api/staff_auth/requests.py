from typing import Annotated

from pydantic import Field

from shared.web import StrictModel


class LoginCodeRequest(StrictModel):
    """``code``: mã một lần trong địa chỉ quay về; ``code_verifier``: chuỗi bí mật của ứng dụng (RFC 7636)."""

    code: Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9_-]+$")]
    code_verifier: Annotated[str, Field(min_length=43, max_length=128, pattern=r"^[A-Za-z0-9._~-]+$")]
