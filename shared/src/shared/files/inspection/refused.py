"""Why an upload is not taken."""


class NotAccepted(Exception):
    """Not one of the types we take."""


class Harmful(Exception):
    """Of a type we take, but broken, too much, or with what could harm who opens it. The text is for the citizen."""
