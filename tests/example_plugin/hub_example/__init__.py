"""An example of a plugin as a distribution of its own: it imports ``hub.sdk`` and nothing else of the hub."""
