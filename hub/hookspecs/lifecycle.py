"""Hooks around the hub's own start and the life of environments."""

from collections.abc import Iterable

from click import Command

from hub.hookspecs import hookspec
from hub.sdk.refs import TenantRef
from hub.sdk.settings import Settings


@hookspec
def register_settings() -> Iterable[type[Settings]]:  # type: ignore[empty-body]
    """Declare the environment variables the plugin reads, so that they are checked at start and listed by the doctor.

    Asked once, when the hub starts.

    :returns: subclasses of :class:`hub.sdk.settings.Settings`

    Example::

        @hookimpl
        def register_settings():
            return [MySettings]

    .. versionadded:: 0.1
    """


@hookspec
def register_commands() -> Iterable[Command]:  # type: ignore[empty-body]
    """Add commands to ``hub``.

    Asked once, when the hub starts; no database is at hand then. A name of the hub's own commands is not replaced.

    :returns: click commands or groups

    Example::

        @hookimpl
        def register_commands():
            return [my_group]

    .. versionadded:: 0.1
    """


@hookspec
def tenant_opened(tenant: TenantRef) -> None:
    """Hear that an environment was opened.

    Told after the commit.

    Example::

        @hookimpl
        def tenant_opened(tenant):
            make_folder(tenant.subdomain)

    .. versionadded:: 0.1
    """


@hookspec
def tenant_closed(tenant: TenantRef) -> None:
    """Hear that an environment was closed and its data erased.

    Told after the commit.

    Example::

        @hookimpl
        def tenant_closed(tenant):
            remove_folder(tenant.subdomain)

    .. versionadded:: 0.1
    """
