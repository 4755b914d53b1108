"""The timeline of a hidden dossier looks like that of a country that does not exist, to the letter, for every role."""

from __future__ import annotations

import pytest

from tests.leaks import test_matrix
from tests.leaks.test_matrix import client_of, told
from tests.leaks.world import ROLES, World

world = test_matrix.world
"""The fixture of the matrix: everything there is, made once for this module."""

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize("role", ROLES)
def test_hidden_dossier_has_no_timeline(world: World, role: str) -> None:
    client = client_of(world, role)
    for method in ("get", "post", "options"):
        missing = told(getattr(client, method)("/countries/zz/timeline/"), "zz")
        hidden = getattr(client, method)("/countries/tn/timeline/")
        if role in world.dossier_readers:
            assert (hidden.status_code == 200) == (method == "get")
        else:
            assert told(hidden, "tn") == missing, method
