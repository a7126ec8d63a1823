"""Zalo: may we call, does it answer, and what waits."""

from grafana_boards.board import DURATION, Board, Row, below, line, nonzero, number, quantile
from grafana_boards.names import CHANNELS

BOARD = Board(
    "zalo",
    "Zalo",
    "Kênh, mã truy cập, hạn mức, hàng đợi, webhook và đăng nhập.",
    (
        Row(
            "Được gọi không",
            (
                number("Mã truy cập còn", "max(notify_access_token_left_seconds)", DURATION),
                number(
                    "Tuổi cặp mã",
                    "max(notify_token_pair_age_seconds) / 86400",
                    "suffix:ngày",
                    "Mã làm mới hết hạn sau 90 ngày.",
                    decimals=1,
                ),
                number(
                    "Kênh đang đóng",
                    "count(max by (channel, cause) (notify_channel_closed) == 1) or vector(0)",
                    steps=below(1),
                ),
                number("Tin chờ lâu nhất", "max(notify_oldest_undelivered_seconds)", DURATION),
                number("Webhook chưa xử lý", "max(notify_webhook_backlog)"),
                number("Yêu cầu xóa chưa xong", "max(notify_erasures_open)"),
            ),
        ),
        Row(
            "Gửi tin",
            (
                line(
                    "Kết quả gọi, một phút",
                    nonzero(
                        "sum by (channel, outcome) (rate(notify_attempts_total[5m])) * 60", "{{channel}} {{outcome}}"
                    ),
                    width=12,
                ),
                line(
                    "Thời gian gọi, p99",
                    (quantile(0.99, "notify_call_seconds", "channel"), "{{channel}}"),
                    unit="s",
                    names=CHANNELS,
                    width=12,
                ),
                line(
                    "Hạn mức còn lại hôm nay",
                    ("min by (channel) (notify_quota_left_ratio)", "{{channel}}"),
                    unit="percentunit",
                    height=9,
                    names=CHANNELS,
                ),
                line(
                    "Tốc độ được gọi, một phút",
                    ("max by (channel) (notify_send_rate_per_minute)", "{{channel}}"),
                    height=9,
                    names=CHANNELS,
                ),
                line(
                    "Hàng đợi",
                    (
                        "sum by (channel, lane) (max by (channel, lane, state) (notify_queue_messages))",
                        "{{channel}} {{lane}}",
                    ),
                    height=9,
                    decimals=0,
                ),
                line(
                    "Có thể báo hai lần, một giờ",
                    ("sum by (cause) (increase(notify_send_uncertain_total[1h]))", "{{cause}}"),
                    decimals=0,
                ),
                line(
                    "Mã lỗi chưa biết, một ngày",
                    nonzero("sum by (channel) (increase(notify_unknown_codes_total[1d]))", "{{channel}}", quiet=True),
                    decimals=0,
                    names=CHANNELS,
                ),
                line(
                    "Làm mới mã truy cập, một ngày",
                    ("sum by (outcome) (increase(notify_token_refreshes_total[1d]))", "{{outcome}}"),
                    decimals=0,
                ),
            ),
        ),
        Row(
            "Nhận từ Zalo",
            (
                line(
                    "Webhook, một phút",
                    nonzero("sum by (source, taken) (rate(notify_webhooks_total[5m])) * 60", "{{source}} {{taken}}"),
                    width=12,
                ),
                line(
                    "Webhook gần nhất cách đây",
                    ("time() - max by (source) (notify_last_webhook_timestamp_seconds)", "{{source}}"),
                    unit=DURATION,
                    width=12,
                ),
            ),
        ),
    ),
)
