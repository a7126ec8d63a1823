"""One question to a file: ``run(effort)`` measures and answers with a ``Result``."""
