"""The protocol between svc-dossier and a one-stop system, written here a second time so that each program checks the
other: HMAC-SHA256 over ``<unix seconds>.<body>`` in hexadecimal digits, not more than five minutes old.
"""

import hashlib
import hmac

TIMESTAMP = "X-Upstream-Timestamp"
SIGNATURE = "X-Upstream-Signature"
WINDOW_SECONDS = 300

STATUSES = {
    1: "Mới đăng ký",
    2: "Được tiếp nhận",
    3: "Không được tiếp nhận",
    4: "Đang xử lý",
    5: "Yêu cầu bổ sung giấy tờ",
    6: "Yêu cầu thực hiện nghĩa vụ tài chính",
    7: "Công dân yêu cầu rút hồ sơ",
    8: "Dừng xử lý",
    9: "Đã xử lý xong",
    10: "Đã trả kết quả",
}


def signed_headers(key: bytes, body: bytes, now: float) -> dict[str, str]:
    timestamp = str(int(now))
    return {"Content-Type": "application/json", TIMESTAMP: timestamp, SIGNATURE: _mac(key, timestamp, body)}


def is_signed(key: bytes, body: bytes, timestamp: str, signature: str, now: float) -> bool:
    if not (timestamp.isascii() and timestamp.isdecimal() and signature.isascii()):
        return False
    return hmac.compare_digest(_mac(key, timestamp, body), signature) and abs(now - int(timestamp)) <= WINDOW_SECONDS


def _mac(key: bytes, timestamp: str, body: bytes) -> str:
    return hmac.new(key, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
