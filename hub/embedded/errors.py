class EmbeddedFault(Exception):
    """An embedded server cannot run; the text says what is wrong and what to do about it."""
