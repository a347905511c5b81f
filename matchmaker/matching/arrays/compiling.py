"""How inner loops are compiled, and where what was compiled is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])


def compiler(**options: Any) -> Callable[[F], F]:  # noqa: ANN401 - numba's, its own types know not all.
    """Return what compiles a function at its first call, to run without the interpreter's lock.

    What was compiled is kept beside the module or, where that may not be written, in the user's cache
    (NUMBA_CACHE_DIR); where nothing may be written, each process compiles for itself. It does not notice a
    change of a function that it calls or of a number that it names, so those stand in the same module.
    """

    def compiled(function: F) -> F:
        try:
            kept: F = njit(function, cache=True, nogil=True, **options)
        except RuntimeError:  # numba found no folder to write to.
            kept = njit(function, nogil=True, **options)
        return kept

    return compiled


compiled = compiler()
# Without counting references to the many arrays, which would cost more than the work: it may not allocate.
bare = compiler(_nrt=False)
