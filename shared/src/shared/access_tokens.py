"""What access tokens are signed as, and what is said of one that does not hold; ``identity`` reads them."""

from shared.errors import Unauthenticated

ISSUER = "quangngai-smart"
ALGORITHM = "EdDSA"


def expired_session() -> Unauthenticated:
    return Unauthenticated("Phiên đăng nhập không hợp lệ hoặc đã hết hạn. Vui lòng đăng nhập lại.")
