"""`/v1/cameras/{id}/delivery` and `.../status`: what was measured."""
