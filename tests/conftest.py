"""What holds for all tests: the examples that hypothesis draws on CI.

Profile ``ci`` draws the same ones every time, so that a change is to blame for a failure. ``fresh`` draws
those of the seed that ``make unit`` prints. Elsewhere every run draws its own.
"""

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
# derandomize is said, as hypothesis turns it on by itself on CI
settings.register_profile(
    "fresh", derandomize=False, deadline=None, database=None, max_examples=50, print_blob=True
)
if os.environ.get("CI") == "true":
    settings.load_profile("ci")
