"""What stops the stack."""


class StackError(Exception):
    """Said to a person as it is: what is wrong and what to do about it."""
