"""What docs/build.py is made of: pages that come from data, and the runner of the pages' examples."""
