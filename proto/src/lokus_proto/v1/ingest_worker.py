"""What an ingest worker says of itself, once a second, under its own key of the bucket of workers.

A value of a key-value bucket, so it comes without an envelope. A key that is not renewed is gone after
four seconds; a worker that ends deletes its key.
"""

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

MAX_WEIGHT = 1000.0


class IngestWorker(BaseModel):
    """One worker; with twice the weight of another it has twice its cameras."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    weight: float = Field(default=1.0, gt=0, le=MAX_WEIGHT, description="its share of the cameras")
    since: AwareDatetime = Field(description="when its process began")
    draining: bool = Field(default=False, description="it hands its cameras over and takes none")
