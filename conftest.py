"""``shared/`` and ``gateway/`` are folders and packages at once. Importing the packages first keeps pytest's
importlib mode from taking the folders for them.
"""

import gateway  # noqa: F401
import shared  # noqa: F401
