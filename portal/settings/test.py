"""Settings of the test suite: fast hashing, mail in memory, files and index in a folder of its own."""

import os
import tempfile

os.environ.setdefault("COMITY_VAR", tempfile.mkdtemp(prefix="comity-test-"))

from .base import *  # noqa: F403

SECRET_KEY = "only-for-tests"  # noqa: S105
DEBUG = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
COMITY_DEMO = False
ACCOUNT_RATE_LIMITS = False
