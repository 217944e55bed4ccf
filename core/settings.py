"""Settings of a site, read once from the environment (prefix MERCHLENS_).

Example: `MERCHLENS_WORKERS=4 MERCHLENS_ALLOW_NETWORKS=10.1.0.0/16 make run`.
"""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import SetupError

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What an operator can change without touching code.

    Attributes
    ----------
    data_dir : Path
        Where uploads, previews and results are kept.
    database_url : str
        Where jobs and results are kept: `sqlite:///path/file.db` or `postgresql://user:password@host/name`; empty for
        an SQLite file in `data_dir`. See `database`.
    models_dir : Path
        Folder with `manifest.json`.
    rules_dir : Path or None
        Folder with own rule packs, one JSON file each; see docs/marketplace-rules.md.
    intent_model : str
        Name in the manifest, or path of a .tflite with the contract; empty for the bundled one.
    persons_model : str
        Name in the manifest, or path or name of ultralytics weights; empty for the bundled one.
    products_model : str
        Detector of products on shelves: name in the manifest, or path or name of ultralytics weights, of any classes;
        empty for the bundled one.
    shelf_words : bool
        Whether lettering on photos of shelves is read where nobody says; it takes several times as long.
    runner : {"local", "ray"}
        Where worker processes run: on this machine, or on those of a Ray cluster (requirements-ray.txt).
    workers : int
        Worker processes; one for each core of this machine by default.
    picture_seconds : float
        Wall time that one picture may cost a worker.
    picture_memory_mb : int
        Memory that one worker may take.
    table_seconds, table_memory_mb : float, int
        Wall time and memory that reading and estimating one sales table may take.
    max_bytes, max_pixels : int
        Largest file and largest picture.
    upload_mb : int
        What one visitor of the pages may hold in uploads at once, on disk, and what one file that is sent part by part
        may have; all together three times as much of each.
    crop_cache_mb : int
        What rendered crops may take on disk; 0 renders each of them anew.
    fetch_seconds : float
        Deadline for one address, redirects included.
    crawl_seconds : float
        Pause between two requests to one host while a shop's pages are crawled; a longer Crawl-delay of the host wins.
    crawl_pages : int
        Pages that one sitemap may lead to, or that the crawl of a whole shop reads, at most.
    browser : str
        Path of a Chromium or Chrome that renders pages; empty for the one on PATH.
    render_seconds, render_memory_mb : float, int
        Wall time and memory that rendering one page may take.
    own_shops : str
        Comma-separated host names of shops that belong to the operator: their robots.txt is not read.
    allow_networks : str
        Comma-separated networks (CIDR) that may be fetched although they are not public, at any port.
    allow_ports : str
        Comma-separated ports that may be fetched besides 80 and 443.
    api_keys : str
        Comma-separated keys of the REST API; needed when the server listens elsewhere than on loopback, or is public.
    allowed_hosts : str
        Comma-separated host names that the server answers to, besides those of this machine; "*.shop.example" allows
        every name below, "*" all.
    public : bool
        True where other people reach the server through a proxy on this machine: nobody counts as local then.
    """

    model_config = SettingsConfigDict(env_prefix="MERCHLENS_", extra="ignore")

    data_dir: Path = ROOT / ".merchlens"
    database_url: str = ""
    models_dir: Path = ROOT / "models"
    rules_dir: Path | None = None
    intent_model: str = ""
    persons_model: str = ""
    products_model: str = ""
    shelf_words: bool = False
    runner: Literal["local", "ray"] = "local"
    workers: int = Field(default_factory=lambda: max(1, os.cpu_count() or 1), ge=1, le=256)
    picture_seconds: float = Field(default=30.0, gt=0)
    picture_memory_mb: int = Field(default=3000, ge=500)
    table_seconds: float = Field(default=900.0, gt=0)
    table_memory_mb: int = Field(default=6000, ge=500)
    max_bytes: int = Field(default=20_000_000, gt=0)
    max_pixels: int = Field(default=50_000_000, gt=0)
    upload_mb: int = Field(default=2000, ge=1)
    crop_cache_mb: int = Field(default=1000, ge=0)
    fetch_seconds: float = Field(default=20.0, gt=0)
    crawl_seconds: float = Field(default=0.25, ge=0)
    crawl_pages: int = Field(default=10_000, gt=0)
    browser: str = ""
    render_seconds: float = Field(default=20.0, ge=2)
    render_memory_mb: int = Field(default=1500, ge=300)
    own_shops: str = ""
    allow_networks: str = ""
    allow_ports: str = ""
    api_keys: str = Field(default="", repr=False)
    allowed_hosts: str = ""
    public: bool = False

    @field_validator("rules_dir", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return value or None

    @field_validator("allow_networks")
    @classmethod
    def _networks_parse(cls, value: str) -> str:
        for part in filter(None, (item.strip() for item in value.split(","))):
            ipaddress.ip_network(part, strict=False)
        return value

    @field_validator("allow_ports")
    @classmethod
    def _ports_parse(cls, value: str) -> str:
        for part in filter(None, (item.strip() for item in value.split(","))):
            if not (part.isascii() and part.isdecimal() and 0 < int(part) < 65536):
                raise ValueError(f"{part[:20]!r} is not a port from 1 to 65535")
        return value

    @property
    def database(self) -> str:
        """`database_url`, or the SQLite file of this data folder."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'catalogue.db'}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """`allowed_hosts`, parsed."""
        return tuple(name.strip().lower() for name in self.allowed_hosts.split(",") if name.strip())

    @property
    def own_hosts(self) -> frozenset[str]:
        """`own_shops`, one by one in lower case, with a port where one was given."""
        return frozenset(part.strip().lower() for part in self.own_shops.split(",") if part.strip())

    @property
    def networks(self) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        """`allow_networks`, parsed."""
        parts = (item.strip() for item in self.allow_networks.split(","))
        return tuple(ipaddress.ip_network(part, strict=False) for part in parts if part)

    @property
    def ports(self) -> tuple[int, ...]:
        """`allow_ports`, parsed."""
        return tuple(int(part) for part in self.allow_ports.split(",") if part.strip())


def read_settings(**changes: object) -> Settings:
    """The site's settings.

    Parameters
    ----------
    **changes
        Values that win over the environment (options of the command line, tests).

    Raises
    ------
    SetupError
        When a value has the wrong type or range; names the variable.
    """
    try:
        return Settings(**changes)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "MERCHLENS_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SetupError(f"{name} has a value that does not fit: {first['msg']}.",
                         "Correct or unset this environment variable.") from None
