"""The envelope of the mini app's API, whose keys differ between its SDK and its documents."""

from zalo_simulator.endpoint import Answer, json_answer
from zalo_simulator.knobs import Knobs

MESSAGES = {
    0: "Success",
    -100: "Required parameter is missing",
    -101: "Invalid parameter",
    -102: "Invalid API key",
    -104: "Authentication required",
    -109: "Out of quota",
    -110: "Invalid user id",
    -111: "The app may not notify this user",
    -114: "Invalid mini app id",
}


def answer(knobs: Knobs, code: int, what: str | None = None, message: str | None = None) -> Answer:
    text = message or MESSAGES[code] + (f": {what}" if what else "")
    if knobs.text("mini_openapi.envelope") == "err_msg":
        named: dict[str, object] = {"err": code, "msg": text}
    else:
        named = {"error": code, "message": text}
    return json_answer({**named, "data": {}} if code == 0 else named, outcome=str(code))
