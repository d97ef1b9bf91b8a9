"""Plans made for what is asked, not for what is usual.

PostgreSQL plans a prepared statement anew the first five times only, then keeps a plan for any parameters.
Where some match a handful of rows and others half of the city, that plan is right for neither.
"""

from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_EACH_TIME: Final = text("SET LOCAL plan_cache_mode = force_custom_plan")


async def plan_each_time(session: AsyncSession) -> None:
    """Have the statements of this transaction planned for their parameters; each takes a little longer."""
    await session.execute(_EACH_TIME)
