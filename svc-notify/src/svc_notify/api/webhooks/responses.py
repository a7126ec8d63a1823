"""What Zalo wants to hear."""

from pydantic import BaseModel


class Acknowledgement(BaseModel):
    error: int = 0
    message: str = "Success"
