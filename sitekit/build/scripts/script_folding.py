"""Shorten Pyodide's own script, which no host that compresses nothing would send in fewer bytes.

Half of it names each export of Python's C code thrice, for packages in C; the pages have none of those.
"""

from __future__ import annotations

import re
from collections import Counter

_START, _END = "function assignWasmExports(wasmExports){", "}var wasmImports"
_EXPORT = re.compile(r'(_[\w$]+)=Module\["\1"\]=wasmExports\["([^"]+)"\](?:\.value>>>0)?;?')
_WORD = re.compile(r"[\w$]+")
_ALL = (
    "for(const name in wasmExports){const one=wasmExports[name];"
    'Module["_"+name]=one instanceof WebAssembly.Global?one.value>>>0:one}'
)


class Unknown(ValueError):
    """The script is not laid out as the one that this was written for."""


def fold(script: str) -> str:
    """Return the script with the exports that nothing else names assigned in one loop.

    What it evaluates, it evaluates outside of its own names, so that these can be shortened.

    >>> exports = '_a=Module["_a"]=wasmExports["a"];_b=Module["_b"]=wasmExports["b"]'
    >>> folded = fold(f"var _a,_b;{_START}{exports}{_END}=eval(_b)")
    >>> folded.replace(_START, "{").replace(_ALL, "…;").replace(_END, "}")
    'var _b;{…;_b=Module["_b"]=wasmExports["b"]}=(0,eval)(_b)'
    >>> fold("export default 1")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    sitekit.build.scripts.script_folding.Unknown: Pyodide's script has no list of exports; see sitekit/...
    """
    start = script.find(_START)
    end = script.find(_END, start)
    declared = script.rfind("var ", 0, start)
    if min(start, end, declared) < 0:
        raise Unknown("Pyodide's script has no list of exports; see sitekit/build/scripts/script_folding.py")
    used = Counter(_WORD.findall(script))
    exports = script[start + len(_START) : end]
    # A name is declared, assigned, and the key in Module: one that nothing else uses stands there thrice.
    idle = {name for name, export in _EXPORT.findall(exports) if name == f"_{export}" and used[name] == 3}
    names = [name for name in script[declared + 4 : start].rstrip(";").split(",") if name not in idle]
    exports = _EXPORT.sub(lambda match: "" if match[1] in idle else match[0], exports)
    whole = f"{script[:declared]}var {','.join(names)};{_START}{_ALL}{exports}{script[end:]}"
    return re.sub(r"(?<![\w.$])eval\(", "(0,eval)(", whole)
