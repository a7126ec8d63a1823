"""Why a measurement is none."""


class BenchError(Exception):
    """The run went wrong in a way that makes its figures worthless; the message says how."""
