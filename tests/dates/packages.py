"""Installs what the stack's tests have from npm while it is still today: on another day the certificate of its registry
does not hold.
"""

from local_stack.mini_app import built_mini_app
from tests.client.node import workspace
from tests.web.chromium import find_chromium

if __name__ == "__main__":
    workspace()
    built_mini_app()
    find_chromium()
