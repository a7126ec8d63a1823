"""The first consent: an administrator of the Official Account lets the app act for it (authorisation code, PKCE)."""

import argparse
import sys

from svc_notify.settings import Settings
from svc_notify.wiring.commands import open_tokens
from svc_notify.zalo.oauth import OAuthUnavailable, new_code_verifier, permission_url
from svc_notify.zalo.token_answer import TokenRefused

_NEXT = """\
1. Mở trang sau bằng tài khoản quản trị Zalo OA và đồng ý cấp quyền:

   {url}

2. Zalo chuyển về địa chỉ có tham số code. Trong vòng 10 phút, chạy:

   python -m svc_notify consent --code <code> --code-verifier {verifier}
"""


async def consent(settings: Settings, words: list[str]) -> int:
    """``consent`` prints where to go and what to run next; with ``--code`` it fetches and stores the token pair."""
    asked = _arguments(words)
    verifier = asked.code_verifier or new_code_verifier()
    url = permission_url(str(settings.zalo_oauth_base), settings.zalo_app_id, settings.zalo_redirect_uri, verifier)
    if not asked.code and not asked.unattended:
        sys.stdout.write(_NEXT.format(url=url, verifier=verifier))
        return 0
    async with open_tokens(settings) as (oauth, refresher):
        try:
            code = asked.code or await oauth.approve_unattended(url)
            if not code:
                sys.stderr.write("Trang cấp quyền chờ một người đồng ý; hãy chạy lệnh không có --unattended.\n")
                return 1
            generation = await refresher.consent(code, verifier)
        except TokenRefused as refusal:
            sys.stderr.write(f"Zalo không cấp mã: {refusal}\n")
            return 1
        except OAuthUnavailable as error:
            sys.stderr.write(f"Không kết nối được tới Zalo: {error}\n")
            return 1
    sys.stdout.write(f"Đã lưu cặp mã truy cập Zalo OA, thế hệ {generation}.\n")
    return 0


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m svc_notify consent")
    parser.add_argument("--code", help="mã Zalo trả về sau khi quản trị viên đồng ý")
    parser.add_argument("--code-verifier", help="mã PKCE đã in cùng đường dẫn, hoặc cặp cố định của Zalo")
    parser.add_argument("--unattended", action="store_true", help="tự mở trang cấp quyền; chỉ dùng với bộ giả lập Zalo")
    parsed = parser.parse_args(words)
    if parsed.code and not parsed.code_verifier:
        parser.error("--code cần có --code-verifier")
    return parsed
