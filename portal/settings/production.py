"""Production: PostgreSQL, Elasticsearch, a database worker, a shared cache. Everything from the environment."""

from .base import *  # noqa: F403
from .base import TASKS, env
from .logs import logging_config

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("COMITY_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
COMITY_DEMO = False

TASKS = {**TASKS, "default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

SECURE_SSL_REDIRECT = env.bool("COMITY_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("COMITY_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"

SILENCED_SYSTEM_CHECKS = [
    "security.W019",  # Wagtail shows previews in a frame of the same site
    "security.W021",  # a browser's preload list is the operator's own decision, hard to take back
]

LOGGING = logging_config(as_json=True, level=env.str("COMITY_LOG_LEVEL", default="INFO"))
