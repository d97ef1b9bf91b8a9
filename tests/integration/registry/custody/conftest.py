"""A crew in a city of their own."""

import httpx
import pytest

from integration.registry.custody.material import Crew, crew
from integration.registry.people import City
from support.identity import Issuer


@pytest.fixture
async def hands(city: City, http: httpx.AsyncClient, issuer: Issuer) -> Crew:
    """Those who carry, receive and watch."""
    return await crew(city, http, issuer)
