class DemoFault(Exception):
    """The demo cannot run; the text says what is wrong and what to do about it."""
