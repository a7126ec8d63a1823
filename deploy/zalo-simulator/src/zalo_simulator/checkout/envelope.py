"""The envelope of the Checkout SDK's server API."""

from zalo_simulator.endpoint import Answer, json_answer

MESSAGES = {
    0: "Success",
    -2001: "No access",
    -2101: "Invalid mac",
    -2102: "Body is not JSON",
    -2103: "Parameter is missing or wrong",
    -2105: "Result code is not supported",
    -2201: "Method is invalid",
}


def answer(code: int, data: object = None) -> Answer:
    document: dict[str, object] = {"err": code, "msg": MESSAGES[code]}
    return json_answer(document | ({"data": data} if data is not None else {}), outcome=str(code))
