"""The one rule for who may see what.

Every item has an *audience*. It is reduced to a canonical **audience key**, a string such as ``public``,
``members`` or ``g3|g7&g5``: clauses joined by ``&`` must all be met, a clause is met by holding any one of
its tokens joined by ``|``. A viewer is reduced to the set of tokens they hold. Three projections derive from
the same two reductions and nothing else:

* object form: ``can_view(viewer, item)``
* queryset form: ``Model.objects.visible_to(viewer)``
* search-filter form: ``audience_filter(viewer)``, which the search engines and the row fallback apply

An item under a narrower parent is as narrow as both: ``narrow(own, parent)`` joins the clauses.
The owner of an item always sees it. Default deny: an item with an empty or unknown key is seen by nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.prepared import Prepared

PUBLIC = "public"
MEMBERS = "members"
NOBODY = "nobody"
"""Key of an item whose audience names no one (but its owner)."""


class Audience(models.TextChoices):
    """Whom an item is meant for, narrowest first. The default everywhere is the narrowest."""

    COMMUNITIES = "communities", _("Named communities only")
    MEMBERS = "members", _("All members of the portal")
    PUBLIC = "public", _("Everyone, also without signing in")


# --- keys -----------------------------------------------------------------------------------------------


def group_token(group_id: int) -> str:
    """The token held by every member of one community (a Django group)."""
    return f"g{group_id}"


Clauses = frozenset[frozenset[str]]


@lru_cache(maxsize=20_000)
def parse_key(key: str) -> Clauses | None:
    """The clauses of a key: an empty set for ``public``, ``None`` where nobody may see the item."""
    if key == PUBLIC:
        return frozenset()
    if not key or key == NOBODY:
        return None
    return frozenset(frozenset(clause.split("|")) for clause in key.split("&"))


def format_key(clauses: Iterable[Iterable[str]] | None) -> str:
    """The canonical key of some clauses. Clauses that another clause already implies are left out."""
    if clauses is None:
        return NOBODY
    wanted = {frozenset(clause) for clause in clauses}
    if frozenset() in wanted:
        return NOBODY
    kept = [c for c in wanted if not any(other < c for other in wanted)]
    if not kept:
        return PUBLIC
    return "&".join(sorted("|".join(sorted(clause)) for clause in kept))


def audience_key(audience: str, group_ids: Iterable[int] = (), tokens: Iterable[str] = ()) -> str:
    """The canonical key of one item on its own, its parents left aside.

    ``group_ids`` are the named communities, ``tokens`` further holders who are part of every narrow audience
    of the item (the desk of its country); both count only where the audience is ``communities``.
    """
    if audience == Audience.PUBLIC:
        return PUBLIC
    if audience == Audience.MEMBERS:
        return MEMBERS
    return format_key([{*(group_token(g) for g in group_ids), *tokens}])


def narrow(*keys: str) -> str:
    """The key of an item that stands under all of these: as narrow as every one of them."""
    clauses: set[frozenset[str]] = set()
    for key in keys:
        parsed = parse_key(key)
        if parsed is None:
            return NOBODY
        clauses |= parsed
    return format_key(clauses)


def covers(wide: str, narrower: str) -> bool:
    """Whether everybody who holds ``narrower`` holds ``wide``: whether an item may be repeated in a text.

    ``narrower`` is the key of the text, ``wide`` that of what is repeated in it. A text that nobody holds is read
    by its owner, who need not hold what it repeats: it covers public items only.
    """
    needed, given = parse_key(wide), parse_key(narrower)
    if needed is None:
        return False
    return all(any(clause <= asked for clause in given or ()) for asked in needed)


class AudienceKey(models.Model):
    """Every key in use, so that a viewer can be reduced to the keys they hold with one small query."""

    key = models.CharField(max_length=500, unique=True)

    class Meta:
        app_label = "portal"

    def __str__(self) -> str:
        return self.key


def intern_key(key: str) -> str:
    """Record a key as being in use (idempotent, in the caller's transaction) and give it back."""
    if not AudienceKey.objects.filter(key=key).exists():
        AudienceKey.objects.bulk_create([AudienceKey(key=key)], ignore_conflicts=True)
    return key


# --- viewers --------------------------------------------------------------------------------------------

TokenProvider = Callable[[Any], Iterable[str]]
_token_providers: list[TokenProvider] = []


def register_token_provider(provider: TokenProvider) -> TokenProvider:
    """Let an app add tokens for a signed-in user (participants of an event, a delegation)."""
    if provider not in _token_providers:
        _token_providers.append(provider)
    return provider


@dataclass(frozen=True)
class Viewer:
    """Who is looking: the tokens held, and the user's id for what they own. Anonymous holds nothing.

    ``sees_all`` is for superusers, who run the platform; it is never derived from anything else.
    """

    user_id: int | None = None
    tokens: frozenset[str] = field(default_factory=frozenset)
    sees_all: bool = False

    def holds(self, key: str) -> bool:
        """Whether this viewer is inside the audience that the key stands for."""
        if self.sees_all:
            return True
        clauses = parse_key(key)
        return clauses is not None and not any(clause.isdisjoint(self.tokens) for clause in clauses)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """All keys in use that this viewer holds, sorted. One query, kept for the viewer's lifetime."""
        return tuple(sorted({PUBLIC, *(key for (key,) in _known_keys.rows() if self.holds(key))}))

    @property
    def is_member(self) -> bool:
        return self.sees_all or MEMBERS in self.tokens


ANONYMOUS = Viewer()

# Both are asked at every page of a signed-in reader.
_known_keys = Prepared(lambda: AudienceKey.objects.values_list("key"))
_groups_of = Prepared(
    lambda user_id: get_user_model().groups.through.objects.filter(user=user_id).values_list("group")
)


def viewer_for(user: Any) -> Viewer:
    """Reduce a user (or ``None``, or an anonymous user, or a Viewer) to a Viewer.

    The result is kept on the user object, so one request asks for groups and keys once.
    """
    if isinstance(user, Viewer):
        return user
    if user is None or not user.is_authenticated or not user.is_active:
        return ANONYMOUS
    kept: Viewer | None = getattr(user, "_comity_viewer", None)
    if kept is not None:
        return kept
    tokens = {group_token(g) for (g,) in _groups_of.rows(user.pk)}
    if not getattr(user, "is_guest", False):
        tokens.add(MEMBERS)
    for provider in _token_providers:
        tokens.update(provider(user))
    viewer = Viewer(user_id=user.pk, tokens=frozenset(tokens), sees_all=user.is_superuser)
    user._comity_viewer = viewer
    return viewer


# --- the three projections ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AudienceFilter:
    """The rule as a search engine applies it: the key is one of ``keys``, or the owner is ``owner_id``.

    ``everything`` switches the filter off (superusers, maintenance); it has to be said explicitly.
    """

    keys: tuple[str, ...] = ()
    owner_id: int | None = None
    everything: bool = False


def audience_filter(user: Any) -> AudienceFilter:
    """Search-filter form of the rule."""
    viewer = viewer_for(user)
    if viewer.sees_all:
        return AudienceFilter(everything=True)
    return AudienceFilter(keys=viewer.keys, owner_id=viewer.user_id)


def visible_q(user: Any, *, prefix: str = "", owner_field: str | None = "owner") -> models.Q:
    """Queryset form of the rule, as a condition on a model that carries ``audience_key``.

    ``prefix`` is a lookup path to that model, such as ``"page__"``; ``owner_field`` is ``None`` for
    models without an owner.
    """
    viewer = viewer_for(user)
    if viewer.sees_all:
        return models.Q()
    allowed = models.Q(**{f"{prefix}audience_key__in": viewer.keys})
    if owner_field and viewer.user_id is not None:
        allowed |= models.Q(**{f"{prefix}{owner_field}": viewer.user_id})
    return allowed


def can_view(user: Any, item: Any) -> bool:
    """Object form of the rule. An item without ``audience_key`` has no audience and is seen by nobody.

    An item may say more with ``is_released`` (a live page): what is not released is seen by its owner only.
    Whoever works on unreleased items (a desk) reaches them through ``can_work_on``.
    """
    viewer = viewer_for(user)
    key = getattr(item, "audience_key", None)
    if key is None:
        return viewer.sees_all
    if viewer.sees_all:
        return True
    owned = viewer.user_id is not None and getattr(item, "owner_id", None) == viewer.user_id
    return owned or (viewer.holds(key) and getattr(item, "is_released", True))


class AudienceQuerySet(models.QuerySet):
    """Queryset of a model that carries ``audience_key`` and ``owner``."""

    def visible_to(self, user: Any) -> AudienceQuerySet:
        """What this user may see, released items and their own."""
        return self.filter(visible_q(user) & self._released_q(user))

    def _released_q(self, user: Any) -> models.Q:
        return models.Q()
