"""The one importer of cmarkgfm: GitHub's Markdown to HTML, without what the binding forgets.

The binding never frees the tree and the HTML that it asks for (twenty times the size of the text,
each time), so a process that reads many lists would grow without end; it is done here.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

from cmarkgfm import _cmark, cmark

SOURCEPOS: int = cmark.Options.CMARK_OPT_SOURCEPOS
UNSAFE: int = cmark.Options.CMARK_OPT_UNSAFE
_ALWAYS: int = cmark.Options.CMARK_OPT_GITHUB_PRE_LANG
_EXTENSIONS = ("table", "autolink", "tagfilter", "strikethrough", "tasklist")

Free = Callable[[int], object]


def freeing_functions(library: str) -> tuple[Free, Free]:
    """Return what frees a tree and what frees a string of *library*.

    Where it does not show them they do nothing, and memory is lost as it is without them.
    """
    try:
        free_tree = ctypes.CDLL(library).cmark_node_free
        free_text = ctypes.CDLL(None).free
    except (OSError, AttributeError, TypeError):
        return _nothing, _nothing
    for function in (free_tree, free_text):
        function.argtypes, function.restype = [ctypes.c_void_p], None
    return free_tree, free_text


def _nothing(_: int) -> None:
    pass


_free_tree, _free_text = freeing_functions(_cmark.__file__)


def to_html(text: str, options: int) -> str:
    """Return the HTML that GitHub makes of *text*; *options* are `SOURCEPOS`, `UNSAFE`, 0."""
    options |= _ALWAYS
    cmark.core_extensions_ensure_registered()
    parser = cmark.parser_new(options)
    try:
        for name in _EXTENSIONS:
            cmark.parser_attach_syntax_extension(parser, cmark.find_syntax_extension(name))
        cmark.parser_feed(parser, text)
        root = cmark.parser_finish(parser)
        try:
            return _rendered(root, options, cmark.parser_get_syntax_extensions(parser))
        finally:
            _free_tree(_address(root))
    finally:
        cmark.parser_free(parser)


def _rendered(root: object, options: int, extensions: object) -> str:
    raw = _cmark.lib.cmark_render_html(root, options, extensions)
    try:
        return bytes(_cmark.ffi.string(raw)).decode("utf-8")
    finally:
        _free_text(_address(raw))


def _address(pointer: object) -> int:
    return int(_cmark.ffi.cast("uintptr_t", pointer))
