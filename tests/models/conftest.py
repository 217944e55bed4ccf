"""The fixtures of this folder: made-up models, and a server with files to download."""

from tests.models.made_up_models import models
from tests.models.shelf import shelf, spoken

__all__ = ["models", "shelf", "spoken"]
