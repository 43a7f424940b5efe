"""Look a hub over: settings, database, roles, queue, plugins and everything it talks to, with what to do about it."""
