"""Settings shared by every way of running Comity. What differs by machine comes from the environment."""

from __future__ import annotations

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

VAR_DIR = Path(env.str("COMITY_VAR", default=str(BASE_DIR / "var")))
"""Everything that is written while running: database, uploads, embedded index, collected static files."""
VAR_DIR.mkdir(parents=True, exist_ok=True)

SITE_NAME = "Comity"

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "portal.people.apps.PeopleConfig",
    "portal.reference.apps.ReferenceConfig",
    "portal.keeping.apps.KeepingConfig",
    "portal.media.apps.MediaConfig",
    "portal.pages.apps.PagesConfig",
    "liaison.apps.LiaisonConfig",
    "liaison.directory.apps.DirectoryConfig",
    "liaison.agreements.apps.AgreementsConfig",
    "liaison.treaties.apps.TreatiesConfig",
    "liaison.legal_basis.apps.LegalBasisConfig",
    "liaison.accession.apps.AccessionConfig",
    "liaison.assessments.apps.AssessmentsConfig",
    "practices.apps.PracticesConfig",
    "events.apps.EventsConfig",
    "events.exchanges.apps.ExchangesConfig",
    "events.registration.apps.RegistrationConfig",
    "events.calendars.apps.CalendarsConfig",
    "events.papers.apps.PapersConfig",
    "events.outcomes.apps.OutcomesConfig",
    "events.desk.apps.DeskConfig",
    "events.dialogues.apps.DialoguesConfig",
    "events.timeline.apps.TimelineConfig",
    "events.briefings.apps.BriefingsConfig",
    "events.freshness.apps.FreshnessConfig",
    "events.issues.apps.IssuesConfig",
    "search.apps.SearchConfig",
    "portal.front.apps.FrontConfig",
    "wagtail.embeds",
    "wagtail.sites",
    "portal.people.wagtail_users.ComityUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.caching.PrivatePagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.pages.editor_gate.EditorGateMiddleware",
    "portal.policy.ContentPolicyMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "portal.front.context.site",
            ],
        },
    },
]

# --- data -----------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'comity.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers take their lock at BEGIN: the projector's sequence is then in commit order (architecture.md),
    # and a writer waits for another instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://comity")}

TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# --- people ---------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/my/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "portal.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# Changing the address takes a fresh sign-in, a message to the new one, and is told to the old one.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("COMITY_TRUSTED_PROXIES", default=0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_FORMS = {
    "add_webauthn": "portal.people.passkey_forms.AddPasskeyForm",
    "edit_webauthn": "portal.people.passkey_forms.EditPasskeyForm",
}

# --- languages ------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "comity_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
FORMAT_MODULE_PATH = ["portal.formats"]
USE_TZ = True
TIME_ZONE = "Europe/Brussels"

# --- files ----------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("COMITY_STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "portal" / "static"]
MEDIA_ROOT = VAR_DIR / "media"
# No web server maps this address: every file goes through a view that asks the visibility rule.
MEDIA_URL = "/files/"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
UPLOAD_MAX_BYTES = 20 * 1024 * 1024
"""Largest attachment in bytes."""

# --- Wagtail --------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = env.str("COMITY_BASE_URL", default="http://127.0.0.1:8000")
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_MODERATION_ENABLED = True
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "portal.pages.rich_text.TextArea"}}
WAGTAILIMAGES_IMAGE_MODEL = "media.PortalImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media.PortalDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "portal.media.forms.CheckedDocumentForm"
WAGTAILDOCS_EXTENSIONS = [
    "pdf",
    "docx",
    "xlsx",
    "pptx",
    "odt",
    "ods",
    "odp",
    "txt",
    "csv",
    "png",
    "jpg",
    "jpeg",
]
WAGTAILEMBEDS_FINDERS: list[dict] = []
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# The editor's comments are mailed to whoever once wrote one, inside the audience or no longer.
WAGTAILADMIN_COMMENTS_ENABLED = False
# Autosave rewrites a revision in place; reviews and the share form tell by its number which text was read.
WAGTAIL_AUTOSAVE_INTERVAL = 0
# Turning a typed address into a page would tell whether the page exists.
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = ""
# Address and password are changed on the site, where the second factor is asked.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
# The editor's own finder looks into the database's tables (what readers search is the app `search`). The indexed
# variant rewrites shared rows inside every save: eight writers at once deadlock on PostgreSQL.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database.fallback"}}

# --- search ---------------------------------------------------------------------------------------------

SEARCH_ENGINE = env.str("COMITY_SEARCH_ENGINE", default="tantivy")
"""The engine that answers searches; also the one that is kept up to date."""
SEARCH_ENGINES = {
    "tantivy": {"path": str(VAR_DIR / "index")},
    "elasticsearch": {
        "hosts": env.list("ELASTICSEARCH_URL", default=["http://127.0.0.1:9200"]),
        "index": env.str("COMITY_SEARCH_INDEX", default="comity"),
        "timeout": env.float("COMITY_SEARCH_TIMEOUT", default=2.0),
    },
}

# --- security -------------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.front.views.errors.csrf_failure"

EMAIL_CONFIG = env.email_url("EMAIL_URL", default=f"filemail:///{VAR_DIR / 'mail'}")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("COMITY_FROM_EMAIL", default="Comity <comity@localhost>")

SILENCED_SYSTEM_CHECKS: list[str] = []
