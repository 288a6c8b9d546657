"""Configure Sphinx, which docs/build.py runs after it has generated docs/_generated."""

from importlib.metadata import version as _version

project = "kzsearch"
author = "kzsearch developers"
copyright = "kzsearch developers"
version = release = _version("kzsearch")
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "kzdocs"]
html_theme = "furo"
html_title = "kzsearch"
html_copy_source = False
html_show_sphinx = False

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

suppress_warnings = ["ref.python"]  # Analyzer: a protocol in kzsearch, a class in kzsearch_analyzers

# Names in signatures without a page here. No intersphinx, as the build must not need the network.
nitpick_ignore_regex = [
    ("py:.*", r"(JsonValue|Path|(kzsearch\.model\.)?Hit|(kzsearch_analyzers\.spelling\.model\.)?Spelling)"),
    ("py:.*", r"(TextAnalyzer|WordAnalyzer|SpellingModel)"),
    ("py:.*", r"(IndexReader|IndexingError|LockError|UnknownFieldError)"),  # of Whoosh
    ("py:.*", r"(collections|datetime|os|pathlib|types|typing|typing_extensions|enum|array)\..*"),
]
