from django.apps import AppConfig


class BenchConfig(AppConfig):
    """Gives the peer what it needs to index a practice; the portal itself does not use Wagtail's search."""

    name = "tests.bench"
    label = "bench"

    def ready(self) -> None:
        from tests.bench import peer

        peer.describe_practices()
