"""The folder of made-up models for the tests of this folder."""

from tests.models.made_up_models import models

__all__ = ["models"]
