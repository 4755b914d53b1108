"""Who is there: posts and authorities of the directory, each with when somebody last stood for it (¶6)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from events.briefings.compiled import Compiled
from events.briefings.compiling import Source, register_source
from events.briefings.enums import SectionKind
from events.briefings.models import Briefing
from events.briefings.sources.words import day_text, paragraphs
from liaison.directory.enums import Occupancy
from liaison.directory.models import Authority, DirectoryEntry, Post
from portal.reference.cldr import territory_name


def directory(briefing: Briefing) -> Iterable[Compiled]:
    """Posts that have not ended, then authorities, each under its own audience. Contacts, which have audiences of their
    own, stay in the directory. Four queries."""
    code = briefing.country_id
    also = Post.other_countries.through.objects.filter(country=code).values("post")
    posts = Post.objects.current().filter(Q(country=code) | Q(pk__in=also)).select_related("holder")
    for post in posts.prefetch_related("other_countries").order_by("kind", "pk"):
        yield _entry(post, _post_text(post, code), owner_id=post.holder_id)
    authorities = Authority.objects.filter(country=code).prefetch_related("measures")
    for authority in authorities.order_by("name", "pk"):
        yield _entry(authority, _authority_text(authority))


def _entry(item: DirectoryEntry, text: str, owner_id: int | None = None) -> Compiled:
    if item.is_example:
        text = paragraphs(text, _("Example: nothing in it is true."))
    return Compiled(
        kind=SectionKind.PEOPLE,
        source_type=item.entry_type,
        source_id=str(item.pk),
        heading=item.label(),
        value={"text": text},
        item_key=item.audience_key,
        source_label=item.source[:500] or _("Liaison directory"),
        source_url=item.get_absolute_url(),
        source_date=item.source_date,
        verified_on=item.verified_on,
        overdue=item.is_overdue,
        owner_id=owner_id,
    )


def _post_text(post: Post, code: str) -> str:
    where = ", ".join(filter(None, (post.institution, post.city)))
    others = {post.country_id, *(one.pk for one in post.other_countries.all())} - {code}
    holder = post.holder_label
    if post.occupancy != Occupancy.FILLED:
        holder = str(post.get_occupancy_display())
    lines = [
        _("Held by: %(holder)s.") % {"holder": holder} if holder else "",
        _("Where: %(where)s.") % {"where": where} if where else "",
        _("Also covers: %(countries)s.") % {"countries": ", ".join(sorted(map(territory_name, others)))}
        if others
        else "",
        _("Languages: %(languages)s.") % {"languages": ", ".join(post.language_names)}
        if post.languages
        else "",
        _("Until %(day)s.") % {"day": day_text(post.until)} if post.until else "",
    ]
    return " ".join(line for line in lines if line)


def _authority_text(authority: Authority) -> str:
    measures = sorted(topic.name() for topic in authority.measures.all())
    lines = [
        authority.other_names,
        _("For: %(measures)s.") % {"measures": ", ".join(measures) if measures else _("all measures")},
        _("Channel: %(channels)s.") % {"channels": ", ".join(authority.channel_names)}
        if authority.channels
        else "",
        _("Accepts requests by: %(forms)s.") % {"forms": ", ".join(authority.transmission_names)}
        if authority.transmission
        else "",
    ]
    return " ".join(line for line in lines if line)


def register() -> None:
    """Called when the app is ready."""
    register_source(Source("directory", ("post", "authority"), (SectionKind.PEOPLE,), 80, directory))
