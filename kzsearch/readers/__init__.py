"""Readers of articles in plain text, Markdown, HTML and JSON Lines; they use neither index nor analyzer."""

from kzsearch.readers.html import read_html
from kzsearch.readers.jsonl import read_jsonl
from kzsearch.readers.markdown import read_markdown
from kzsearch.readers.plain import read_plain
from kzsearch.readers.sources import SUFFIXES, Sources, read_sources

__all__ = ["SUFFIXES", "Sources", "read_html", "read_jsonl", "read_markdown", "read_plain", "read_sources"]
