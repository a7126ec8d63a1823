"""``shared/`` and ``gateway/`` are folders and packages at once. Importing the packages first keeps pytest's
importlib mode from taking the folders for them.
"""

import hypothesis

import gateway  # noqa: F401
import shared  # noqa: F401

# `make unit` draws fewer examples, because it is run after every change; all other runs draw what each test asks for.
# So few say nothing about the share of examples that a strategy discards, nor, beside other work, about time.
hypothesis.settings.register_profile("usual", suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("usual")  # how fast values are drawn is the machine's business, not a test's
hypothesis.settings.register_profile(
    "quick", max_examples=20, deadline=None, suppress_health_check=[hypothesis.HealthCheck.filter_too_much]
)
