"""What every application compiles alike, compiled once for all applications of this process: each test has its own."""

from collections.abc import Callable

from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

__all__ = ["TEMPLATES", "CompiledRule"]

Build = Callable[..., tuple[str, str]]


class CompiledTemplates(BytecodeCache):
    """Jinja's bytecode, in memory."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


class CompiledRule(Rule):
    """A rule whose functions that build addresses are those of the same rule in an application before."""

    _kept: dict[tuple[object, ...], Build] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Build:
        told = self.rule, self.subdomain, self.host, repr(self.defaults), append_unknown
        if told not in self._kept:
            self._kept[told] = super()._compile_builder(append_unknown)
        return self._kept[told]


TEMPLATES = CompiledTemplates()
