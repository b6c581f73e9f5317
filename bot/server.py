"""`koe serve`: the serving process under uvicorn."""

import uvicorn

from bot import clock, logs
from bot.app import Koe, compose
from bot.opening import UNSEALED, migrated, secret_or
from bot.serving import lifespan_of, real_channels
from bot.settings import Settings, secret_key
from bot.web import make_app


def serve_forever(settings: Settings, *, host: str, port: int, jobs: bool) -> None:
    """Serve until interrupted. An empty or older database is migrated first."""
    logs.set_up(settings.log_format)
    uses_addresses = settings.has_line() or settings.has_telegram() or settings.has_mail()
    secret = secret_key(settings) if uses_addresses else secret_or(settings, UNSEALED)
    migrated(settings)
    koe = serving_koe(settings, secret)
    application = make_app(koe, lifespan=lifespan_of(koe, jobs=jobs))
    try:
        uvicorn.run(application, host=host, port=port, log_config=None, access_log=False)
    finally:
        koe.close()


def serving_koe(settings: Settings, secret: str, clock_now: clock.Clock = clock.now) -> Koe:
    """A Koe with the channels whose secrets are set."""
    composed: list[Koe] = []
    channels = real_channels(settings, lambda: composed[0])
    composed.append(compose(settings, secret, clock=clock_now, channels=channels))
    return composed[0]
