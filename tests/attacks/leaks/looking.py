"""Looking for secrets everywhere that a demo leaves something."""

from collections.abc import Iterable, Iterator

from hub.config import HubSettings
from hub.demo import environment
from hub.demo.settings import DemoSettings
from hub.embedded import servers
from tests.attacks.leaks import collecting, places
from tests.attacks.leaks.canaries import Canaries
from tests.attacks.leaks.places import Place
from tests.journeys.demo import Demo

__all__ = ["canaries_of", "left_by", "searched"]


def canaries_of(demo: Demo, told: dict[str, str]) -> Canaries:
    """Give every secret that a running demo has by itself or was given by its store.

    :param told: secrets that are settings
    """
    canaries = Canaries()
    with servers.running(HubSettings.read({**told, "HUB_DATA_DIR": str(demo.folder)})) as settings:
        ports = DemoSettings.read(demo.settings)
        collecting.plant_settings(canaries, {**environment.of_worker(ports, settings), **told})
    for account, password in places.passwords(demo.folder).items():
        canaries.plant(f"password of {account}", password)
    collecting.plant_store(canaries, demo.folder / "sandbox")
    return canaries


def left_by(demo: Demo) -> Iterator[Place]:
    """Look into logs, queue, database and arguments of a running demo."""
    yield from places.logs(demo.folder)
    yield from places.queue(demo.folder)
    yield from places.database(demo.folder)
    yield places.arguments()


def searched(canaries: Canaries, left: Iterable[Place]) -> list[tuple[str, set[str]]]:
    """Tell what was found where; nothing when all is well."""
    found = [(each.name, canaries.found_in(each.content, has_figures=each.has_figures)) for each in left]
    return [each for each in found if each[1]]
