"""The channels that a citizen wants to find first."""

MAX_FAVOURITES = 20


class TooManyFavourites(Exception):
    pass


def with_favourite(codes: tuple[str, ...], code: str) -> tuple[str, ...]:
    """The one added last comes last. Raises ``TooManyFavourites``."""
    if code in codes:
        return codes
    if len(codes) >= MAX_FAVOURITES:
        raise TooManyFavourites
    return (*codes, code)


def without_favourite(codes: tuple[str, ...], code: str) -> tuple[str, ...]:
    return tuple(one for one in codes if one != code)
