"""The drawings by their names, which are those of the files in demo/pictures/."""

from . import making, meeting, moving, reading, town

SCENES = {scene.__name__: scene for module in (making, meeting, moving, reading, town) for scene in module.SCENES}
