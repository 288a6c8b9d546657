"""Generate pages from data and run the examples of pages, for docs/build.py."""
