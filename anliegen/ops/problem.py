"""A problem that the person at the terminal can solve, said in one German sentence."""


class Problem(Exception):  # noqa: N818  (it is not a fault of the program)
    """Ends a command with exit code 1 and its sentence."""
