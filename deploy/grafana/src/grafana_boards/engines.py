"""MongoDB and Kafka. MongoDB's figures come from mongodb_figures, Kafka's from the JMX agent."""

from grafana_boards.board import DURATION, END, YES_NO, Board, Row, at_least, below, largest, line, nonzero, number

BOARD = Board(
    "engines",
    "MongoDB và Kafka",
    "Nút chính, bản sao, đĩa, kết nối; phân vùng, độ chậm của từng nhóm.",
    (
        Row(
            "MongoDB",
            (
                number("Có nút chính", "max(mongodb_primary)", YES_NO, steps=at_least(1)),
                number("Thành viên trả lời", "sum(max by (member) (mongodb_member_up))"),
                number(
                    "Đĩa đã dùng",
                    'max(mongodb_disk_bytes{part="used"} / ignoring (part) mongodb_disk_bytes{part="total"})',
                    "percentunit",
                    decimals=1,
                ),
                number("Kết nối", 'sum(mongodb_connections{state="current"})'),
                number("Thành viên chậm nhất", "max(mongodb_replication_lag_seconds)", "s"),
                number("Chạy từ", "(time() - max(mongodb_uptime_seconds)) * 1000", "dateTimeAsLocal"),
                line(
                    "Thao tác một giây", ("sum by (kind) (rate(mongodb_operations_total[5m]))", "{{kind}}"), unit="ops"
                ),
                line("Bộ đệm", ("sum by (part) (mongodb_cache_bytes)", "{{part}}"), unit="bytes"),
                line("Cơ sở dữ liệu", ("max by (database) (mongodb_database_bytes)", "{{database}}"), unit="bytes"),
            ),
        ),
        Row(
            "Kafka",
            (
                number("Broker trả lời", 'sum(up{job="kafka"})'),
                number("Bộ điều khiển", "sum(kafka_active_controllers)", about="Phải là 1."),
                number("Phân vùng không ai phục vụ", "max(kafka_offline_partitions)", steps=below(1)),
                number("Phân vùng thiếu bản sao", "sum(kafka_under_min_isr_partitions)", steps=below(1)),
                number("Bản sao chậm", "sum(kafka_under_replicated_partitions)"),
                number("Đĩa hỏng", "sum(kafka_offline_log_directories)", steps=below(1)),
                line(
                    "Nhận vào và đọc ra",
                    ("sum(rate(kafka_bytes_in_total[5m]))", "vào"),
                    ("sum(rate(kafka_bytes_out_total[5m]))", "ra"),
                    unit="Bps",
                    height=9,
                ),
                line(
                    "Thời gian trả lời, p99",
                    ('max by (request) (kafka_request_milliseconds{quantile="0.99"})', "{{request}}"),
                    unit="ms",
                    about="FetchConsumer chờ sự kiện mới đến nửa giây: khi vắng, chừng ấy là bình thường.",
                    height=9,
                ),
                line(
                    "Dung lượng chủ đề lớn nhất",
                    (
                        largest(
                            "topic",
                            "sum by (topic) (kafka_log_bytes)",
                            f"sum by (topic) (kafka_log_bytes{END})",
                        ),
                        "{{topic}}",
                    ),
                    unit="bytes",
                    height=9,
                ),
            ),
        ),
        Row(
            "Các nhóm",
            (
                line(
                    "Sự kiện chưa xử lý",
                    ("sum by (group) (consumer_lag_events)", "{{group}}"),
                    width=12,
                    height=9,
                    decimals=0,
                ),
                line(
                    "Độ chậm",
                    ("max by (group) (consumer_lag_seconds)", "{{group}}"),
                    unit=DURATION,
                    about="Không có đường nào khi Kafka không trả lời.",
                    width=12,
                    height=9,
                ),
                line(
                    "Kafka trả lời",
                    ("max by (group) (consumer_connected)", "{{group}}"),
                    unit=YES_NO,
                    width=12,
                    height=9,
                    decimals=0,
                ),
                line(
                    "Thư chết đang chờ",
                    ("max by (group) (dead_letters_waiting)", "{{group}}"),
                    width=12,
                    height=9,
                    decimals=0,
                ),
                line(
                    "Sự kiện chờ thử lại",
                    nonzero("max by (group) (consumer_parked_events)", "{{group}}", quiet=True),
                    width=24,
                    decimals=0,
                ),
            ),
        ),
    ),
)
