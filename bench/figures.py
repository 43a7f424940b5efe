"""How every benchmark reports: one line a figure, and the same as JSON for those who compare runs."""

import argparse
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value, its unit, and what it is compared with."""

    name: str
    value: float
    unit: str
    compared_with: str

    def __str__(self) -> str:
        return f"{self.name}: {self.value:,.6g} {self.unit} (compared with {self.compared_with})"


def report(measure: Callable[[], Iterable[Figure]], arguments: list[str] | None = None) -> None:
    """Run a benchmark as a command: print each figure when it is known, and write all to ``--json FILE``."""
    parser = argparse.ArgumentParser(description=measure.__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to this file")
    tell(measure(), parser.parse_args(arguments).json)


def tell(measured: Iterable[Figure], file: Path | None) -> None:
    """Print each figure when it is known, and write all to a file where one is given."""
    figures = []
    for figure in measured:
        print(figure, flush=True)
        figures.append(asdict(figure))
    if file:
        file.write_text(json.dumps(figures, indent=2) + "\n")
