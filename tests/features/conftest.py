"""A practice office, and a copy of the town at work, for tests of what features do."""

from tests.journeys.conftest import office, scene, stage

__all__ = ["office", "scene", "stage"]
