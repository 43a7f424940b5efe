import base64
import os
import secrets
from pathlib import Path

from hub.embedded.errors import EmbeddedFault
from hub.embedded.folders import write_private


def find_or_create(data_dir: Path) -> str:
    """Give the key that seals stored credentials, made the first time, in the form of ``HUB_SECRET_KEYS``.

    It is kept outside of the data folder, so that a copy of the data opens nothing; the folder keeps a pointer to it.

    :raises EmbeddedFault: the key was made before and is gone, or there is no place for it
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    pointer = data_dir / "secret-keys"
    if not pointer.is_symlink():
        _point(pointer, _create())
    try:
        return pointer.read_text().strip()
    except FileNotFoundError:
        raise EmbeddedFault(
            f"The key that opens the stored credentials was kept in {pointer.readlink()}, which is gone. Put it back "
            f"or set HUB_SECRET_KEYS. Without it, remove {pointer} and attach every connection again."
        ) from None


def location(data_dir: Path) -> Path | None:
    """Say where the key of a data folder is kept; none before the first start."""
    pointer = data_dir / "secret-keys"
    return pointer.readlink() if pointer.is_symlink() else None


def _point(pointer: Path, place: Path) -> None:
    try:
        pointer.symlink_to(place)
    except FileExistsError:  # another process was quicker, and its key is the one
        place.unlink()


def _create() -> Path:
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "integration-hub"
    place = folder / f"secret-keys-{secrets.token_hex(4)}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(place, base64.b64encode(secrets.token_bytes(32)).decode() + "\n")
    except OSError as error:
        raise EmbeddedFault(
            f"The key that seals stored credentials could not be kept in {folder} ({error.strerror}). "
            "Set HUB_SECRET_KEYS to 32 random bytes in base64 (openssl rand -base64 32)."
        ) from error
    return place
