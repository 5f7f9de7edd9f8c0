"""What can go wrong, said in a sentence for the person who starts the program."""


class PostgresError(Exception):
    """The embedded server cannot be used; the message says in German why and what to do."""
