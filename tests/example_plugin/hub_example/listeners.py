"""What the plugin has been told, oldest first."""

HEARD: list[tuple[object, ...]] = []
