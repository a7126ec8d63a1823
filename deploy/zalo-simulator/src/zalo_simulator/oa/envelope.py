"""The envelope of the Official Account's API: HTTP 200, `data` on success, `error` and `message` always."""

from zalo_simulator.endpoint import Answer, json_answer

MESSAGES = {
    -32: "Too many requests: the rate limit is exceeded",
    -100: "Attachment has expired or does not exist",
    -109: "Template id is invalid",
    -111: "Template data is empty",
    -131: "Template is not approved",
    -201: "A parameter is invalid",
    -210: "A parameter exceeds its limit",
    -211: "Out of quota",
    -213: "User has not followed OA",
    -216: "Access token is invalid",
    -218: "The user's receiving quota is spent",
    -220: "Access token has expired or was removed",
    -230: "User has not interacted with the OA in the past 7 days",
    -233: "Message type is not supported",
    -234: "This message may not be sent at night",
    -240: "Message API v2 has been shut down, use v3",
    -242: "appsecret_proof is invalid",
    -249: "Template cannot be sent by UID",
    -1121: "Parameter is too long",
    -1122: "Parameter is missing",
    -1124: "Parameter has a wrong format",
    -132: "Parameter is invalid",
}


def accepted(data: object) -> Answer:
    return json_answer({"data": data, "error": 0, "message": "Success"})


def refuse(code: int, what: str | None = None) -> Answer:
    """`what` names the parameter."""
    message = MESSAGES.get(code, "Error")
    return json_answer({"error": code, "message": f"{message}: {what}" if what else message})
