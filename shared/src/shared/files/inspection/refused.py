"""Why an upload is not taken."""


class NotAccepted(Exception):
    """The file is of none of the types that we take."""


class Harmful(Exception):
    """A file of a type we take, but broken, too much, or harmful to who opens it. The text is for the citizen."""
