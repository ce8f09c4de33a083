"""The one configuration object: built in the command line or `create_app`, passed down, never read from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

REPOSITORY = Path(__file__).resolve().parent.parent


def default_home() -> Path:
    """`var/` beside the sources of a checkout; the user's own data folder for an installed package."""
    if (REPOSITORY / "pyproject.toml").is_file():
        return REPOSITORY / "var"
    return Path.home() / ".local" / "share" / "minqing"


def _words(value: object) -> object:
    """A list in the environment is its words, between commas."""
    return tuple(word for part in value.split(",") if (word := part.strip())) if isinstance(value, str) else value


def _origin(url: str) -> str:
    """An origin, without a path: the provider compares the whole address of the way back."""
    parts = urlsplit(url.rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise ValueError("https://host[:port] is wanted")
    return parts.geturl()


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]
Role = Literal["planner", "approver", "warden", "desk", "auditor", "reporter", "admin"]
Folder = Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]


class Settings(BaseSettings):
    """Values come from arguments, then `MINQING_*` variables, then `.env`. Printing masks the secrets."""

    model_config = SettingsConfigDict(
        env_prefix="MINQING_",
        env_file=(REPOSITORY / ".env", ".env"),
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,  # an address may hold a password
    )

    database_url: SecretStr | None = Field(None, description="an existing server's database; none: private cluster")
    app_database_url: SecretStr | None = Field(None, description="log in as minqing_app instead of SET ROLE")
    project_database_url: SecretStr | None = Field(None, description="log in as minqing_project instead of SET ROLE")
    read_database_url: SecretStr | None = Field(None, description="log in as minqing_read instead of SET ROLE")
    community_database_url: SecretStr | None = Field(None, description="log in as minqing_community instead of SET ROLE")
    warden_database_url: SecretStr | None = Field(None, description="log in as minqing_warden instead of SET ROLE")
    public_database_url: SecretStr | None = Field(None, description="log in as minqing_public instead of SET ROLE")
    jobs_database_url: SecretStr | None = Field(None, description="log in as minqing_jobs instead of SET ROLE")
    notary_database_url: SecretStr | None = Field(None, description="log in as minqing_notary instead of SET ROLE")
    keys_database_url: SecretStr | None = Field(None, description="log in as minqing_keys instead of SET ROLE")
    database_name: str = Field("minqing", description="the database inside the private cluster")
    home: Folder = Field(default_factory=default_home, description="the private cluster, keys and exports")
    keys: Folder | None = Field(None, description="folder of the key files; none: home/keys")
    backups: Folder | None = Field(None, description="folder of the backups; none: home/backups")
    credentials_directory: Folder | None = Field(
        None, validation_alias="CREDENTIALS_DIRECTORY", description="set by systemd (LoadCredential=); used when kek-0001.key lies in it"
    )
    kms_command: str | None = Field(
        None, description="a program called with wrap or unwrap: keys are kept as the office's KMS wrapped them"
    )
    keks: SecretStr | None = Field(None, description="keys out of the environment, for those who must: 1:<64 hex digits>,2:…")
    blind_key: SecretStr | None = Field(None, description="the secret of the indexes, beside keks: 64 hex digits")
    kek_days: int = Field(30, ge=1, description="how long an epoch of key-encryption keys is the newest")
    backups_days: int = Field(35, ge=1, description="how long backups are kept: then the epochs they need are destroyed")
    openings_an_hour: int = Field(120, ge=1, description="how often one account may open personal data within an hour")
    bulk_health: int = Field(250, ge=1, description="of so many people a day, fields of health opened by one account raise an alarm")
    bulk_others: int = Field(2500, ge=1, description="of so many people a day, other personal data opened by one account raise an alarm")
    policies: Folder | None = Field(None, description="the office's own <profile>.toml, laid over the shipped ones")
    sources: Folder | None = Field(
        None, description="the office's own mapping files of other systems, over the shipped ones and beside them"
    )
    templates: Folder | None = Field(None, description="the office's own templates of documents, laid over the shipped ones")
    clocks: bool = Field(True, description="the clocks act in this program; several may, and nothing is done twice")
    notary: bool = Field(True, description="the notary signs in this program; off where another program or another user does it")
    notary_folder: Folder | None = Field(None, description="the notary's key, leaves and checkpoints; none: home/notary")
    receipts_days: int = Field(90, ge=7, description="how long a command sent again gets its first answer")
    tianditu: Annotated[str, AfterValidator(_origin)] = Field(
        "https://t0.tianditu.gov.cn", description="天地图, or a node of it on our network"
    )
    tiles_mb: int = Field(64, ge=0, description="memory for map tiles that were made already; 0: each is made anew")
    layers_mb: int = Field(64, ge=0, description="memory for the buildings of a map, of which tiles and pages are made; 0: of the database")
    second_factor: Annotated[tuple[Role, ...], NoDecode, BeforeValidator(_words)] = Field(
        (), description="roles that must sign in with a second factor, between commas: planner,approver,auditor,admin"
    )
    pace: bool = Field(True, description="how often one may sign in, read of persons, export, report; off: for measuring alone")
    trusted_proxies: Words = Field((), description="addresses or networks whose X-Forwarded-For and -Proto are believed; none: nobody's")
    hosts: Words = Field((), description="names by which we are reached, beside that of public_url; others are refused; none of both: any")
    public_url: Annotated[str, AfterValidator(_origin)] | None = Field(None, description="how browsers reach us: https://minqing.example")
    oidc_issuer: str | None = Field(None, description="an OpenID provider by which staff may sign in; needs public_url, oidc_client_id")
    oidc_client_id: str = Field("", description="our name at the provider")
    oidc_client_secret: SecretStr | None = Field(None, description="none: a public client, by PKCE alone")
    oidc_scope: str = "openid"
    oidc_claim: str | None = Field(None, description="the claim that holds the account's name; none: subjects linked one by one")
    oidc_roles: Folder | None = Field(None, description="a file saying which role the provider's word gives; none: roles are ours to give")
    webhook_hosts: Words = Field((), description="hosts to which the feed may be sent, .example.org for all below; none: nowhere")
    webhook_private: bool = Field(False, description="webhooks also by plain http and to private addresses, of those hosts")
    tls_cert: Path | None = Field(None, description="the server's certificate and its chain (PEM); with tls_key: https")
    tls_key: Path | None = Field(None, description="the certificate's key (PEM)")
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("WARNING", description="from this level up, to standard error")

    @model_validator(mode="after")
    def _oidc_is_whole(self) -> Settings:
        if self.oidc_issuer and not (self.oidc_client_id and self.public_url):
            raise ValueError("MINQING_OIDC_ISSUER needs MINQING_OIDC_CLIENT_ID and MINQING_PUBLIC_URL")
        return self

    @property
    def own_names(self) -> frozenset[str]:
        """Hosts without ports, in small letters; none: any is taken."""
        public = urlsplit(self.public_url).hostname if self.public_url else None
        return frozenset(name.lower() for name in (*self.hosts, *([f"[{public}]" if ":" in public else public] if public else ())))

    @property
    def address(self) -> str:
        """Where we are reached, without a slash at its end."""
        return self.public_url or f"{'https' if self.tls_cert else 'http'}://{self.host}:{self.port}"

    @property
    def keys_folder(self) -> Path:
        """Where the vault's key files lie; on a separate medium in production."""
        return self.keys or self.home / "keys"

    @property
    def backups_folder(self) -> Path:
        """Where backups and the log since go; on another disk, better another machine, in production."""
        return self.backups or self.home / "backups"

    @property
    def erasure_ledger(self) -> Path:
        """Beside the keys and never in the database: no restore brings it back to an earlier state."""
        return self.keys_folder / "erasures.jsonl"

    @property
    def notary_home(self) -> Path:
        """Out of the database's reach; another user's, or another machine's, in production."""
        return self.notary_folder or self.home / "notary"
