"""One Pandera contract per landing dataset, gathered in ``CONTRACTS``; every module of this folder adds its own."""

from importlib import import_module
from pkgutil import iter_modules

from pipelines.contracts.dataset import CONTRACTS, Dataset

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["CONTRACTS", "Dataset"]
