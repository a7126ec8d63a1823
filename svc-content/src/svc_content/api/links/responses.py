from pydantic import BaseModel

from svc_content.domain.screens import Screen


class LinkView(BaseModel):
    screen: Screen
    label: str
    url: str
    qr_url: str
