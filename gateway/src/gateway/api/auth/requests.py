from gateway.api.fields import Opaque
from shared.web import StrictModel


class ZaloSignIn(StrictModel):
    access_token: Opaque


class RefreshToken(StrictModel):
    refresh_token: Opaque
