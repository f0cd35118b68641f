"""One Pandera contract per landing dataset, gathered in ``CONTRACTS``."""

from pipelines.contracts import party, reference, registers, social, weblogs, website, wechat
from pipelines.contracts.dataset import CONTRACTS, Dataset

__all__ = ["CONTRACTS", "Dataset", "party", "reference", "registers", "social", "weblogs", "website", "wechat"]
