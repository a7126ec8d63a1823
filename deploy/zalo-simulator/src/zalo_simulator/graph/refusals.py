"""Errors of graph.zalo.me, always with HTTP 200."""

from zalo_simulator.endpoint import Answer, json_answer

FOREIGN_ADDRESS = "203.0.113.9"

MESSAGES = {
    114: "code is empty",
    115: "code is invalid",
    116: "secret_key is empty",
    117: "secret_key is invalid",
    118: "code does not belong to this app",
    119: "code has already been used",
    452: "Session key invalid",
    -501: f"Personal information is limited due to IP address not inside Vietnam: {FOREIGN_ADDRESS}",
}


def refuse(code: int) -> Answer:
    return json_answer({"error": code, "message": MESSAGES[code]})
