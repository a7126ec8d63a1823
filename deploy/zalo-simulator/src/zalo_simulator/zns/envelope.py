"""The envelope of the ZNS API: HTTP 200, `error` and `message` always, `data` on success."""

from zalo_simulator.endpoint import Answer, json_answer

MESSAGES = {
    -32: "Too many requests: the rate limit is exceeded",
    -107: "Message id is invalid",
    -108: "Phone number is invalid",
    -109: "Template id is invalid",
    -111: "Template data is empty",
    -118: "Zalo account does not exist",
    -121: "Body is empty",
    -122: "Body is malformed",
    -124: "Access token is invalid",
    -1241: "appsecret_proof is invalid",
    -127: "Test messages may only be sent to administrators",
    -131: "Template is not approved",
    -132: "Parameter is invalid",
    -133: "This message may not be sent at night",
    -144: "OA has exceeded its daily quota",
    -153: "Data is invalid",
    -161: "sending_mode is invalid",
    -1121: "Parameter is too long",
    -1122: "Parameter is missing",
    -1124: "Parameter has a wrong format",
}


def accepted(data: object, **beside: object) -> Answer:
    return json_answer({"error": 0, "message": "Success", "data": data, **beside})


def refuse(code: int, what: str | None = None) -> Answer:
    """`what` names the parameter."""
    message = MESSAGES[code]
    return json_answer({"error": code, "message": f"{message}: {what}" if what else message})
