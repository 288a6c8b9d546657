"""Kazakh morphology: tables and the code that interprets them. Takes and gives strings, knows no tokens."""
