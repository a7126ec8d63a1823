"""`appsecret_proof`: the caller of an access token also knows the app's secret."""

import hashlib
import hmac


def appsecret_proof(access_token: str, app_secret: str) -> str:
    return hmac.new(app_secret.encode(), access_token.encode(), hashlib.sha256).hexdigest()


def is_valid_proof(proof: str, access_token: str, app_secret: str) -> bool:
    return hmac.compare_digest(proof.encode(), appsecret_proof(access_token, app_secret).encode())
