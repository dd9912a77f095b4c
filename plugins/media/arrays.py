"""numpy, imported at its first use: a build that measures nothing does without the 0.15 s that this takes."""

from __future__ import annotations

import os
import sys
from importlib.util import LazyLoader, find_spec, module_from_spec
from types import ModuleType
from typing import TYPE_CHECKING

__all__ = ["Array", "Doubles", "Integers", "np"]

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # it would start threads, which a fork does not take along


def lazily(name: str) -> ModuleType:
    """Return a module that runs when something in it is first asked for.

    As in https://docs.python.org/3/library/importlib.html#implementing-lazy-imports
    """
    if name in sys.modules:
        return sys.modules[name]
    spec = find_spec(name)
    assert spec and spec.loader
    spec.loader = LazyLoader(spec.loader)
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    Doubles = NDArray[np.float64]
    Integers = NDArray[np.int64]
else:
    np = lazily("numpy")
    Array = Doubles = Integers = object
