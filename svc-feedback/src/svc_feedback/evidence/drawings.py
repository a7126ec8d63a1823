"""Pictures for demonstrations: drawn, so that they show nobody and nothing that exists."""

from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (1200, 900)


def street(number: int) -> bytes:
    """A street with something wrong on it, another one for each ``number``."""
    sky = (150 + number * 7 % 80, 180 + number * 5 % 60, 220)
    picture = Image.new("RGB", SIZE, sky)
    draw = ImageDraw.Draw(picture)
    for house in range(5):
        left, height = house * 240, 240 + (number * 37 + house * 91) % 160
        colour = (170 + (number * 13 + house * 29) % 70, 140 + (house * 41) % 60, 110 + (number * 11) % 70)
        draw.rectangle((left, 520 - height, left + 220, 520), fill=colour)
        for floor in range(height // 90):
            draw.rectangle((left + 40, 430 - floor * 90, left + 90, 490 - floor * 90), fill=(90, 110, 130))
    draw.rectangle((0, 520, 1200, 900), fill=(95, 95, 98))
    for stripe in range(6):
        draw.rectangle((stripe * 220 + 30, 700, stripe * 220 + 150, 716), fill=(225, 225, 215))
    middle = (260 + number * 97 % 680, 780)
    draw.ellipse((middle[0] - 130, middle[1] - 45, middle[0] + 130, middle[1] + 45), fill=(50, 46, 44))
    draw.ellipse((middle[0] - 80, middle[1] - 22, middle[0] + 80, middle[1] + 22), fill=(88, 104, 116))
    out = BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()
