"""The local time of the province, for the domains that reckon in days: this module is pure, and ``clock`` is not."""

from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
