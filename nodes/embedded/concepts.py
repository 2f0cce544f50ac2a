"""What the embedded model knows: things with their names, the styles it draws them in, and the captions for both."""

import functools
import random
from dataclasses import dataclass

from nodes.embedded.collect import LIST

# Style -> how its captions begin; "{}" is the thing with its article, "{bare}" without.
STYLES = {
    "plain": (
        "{}",
        "{}",
        "{}",
        "{bare}",
        "a photo of {}",
        "a photo of {}",
        "a picture of {}",
        "an emoji of {}",
        "{the}",
    ),
    "oil": (
        "an oil painting of {}",
        "an oil painting of {}",
        "a painting of {}",
        "a painting of {bare}",
        "a watercolor of {}",
    ),
    "lithograph": ("a lithograph of {}", "a lithograph of {}", "a lithograph of {bare}", "an engraving of {}"),
    "pixel": ("a pixel art of {}", "pixel art of {}", "a pixel art {bare}"),
    "silhouette": ("a silhouette of {}", "the silhouette of {}", "a shadow of {}"),
    "pencil": (
        "a pencil drawing of {}",
        "a pencil drawing of {}",
        "a pencil sketch of {}",
        "a sketch of {}",
        "a drawing of {}",
    ),
}
NAMELESS = (
    "a",
    "an",
    "the",
    "of",
    "in",
    "with",
    "photo",
    "picture",
    "emoji",
)  # words that name neither thing nor style
_FIRST_NAME = 0.7  # how often a caption says a thing's first name


@dataclass(frozen=True)
class Concept:
    """One thing the model can draw: its emoji, or the name of a scene, and every name it goes by."""

    emoji: str
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.names[0]


def with_article(name: str) -> str:
    if name.startswith(("people", "men ")):
        return name
    return f"an {name}" if name[0] in "aeiou" and not name.startswith(("eu", "uni", "ufo")) else f"a {name}"


def fill(template: str, name: str) -> str:
    return template.format(with_article(name), bare=name, the=f"the {name}")


def caption(concept: Concept, style: str, rng: random.Random) -> str:
    """One of the texts that ask for this thing in this style."""
    first = rng.random() < _FIRST_NAME
    return fill(rng.choice(STYLES[style]), concept.name if first else rng.choice(concept.names))


def every_caption() -> list[str]:
    """Each name in each template: all words that the model learns."""
    templates = [template for templates in STYLES.values() for template in templates]
    return [fill(template, name) for concept in concepts() for name in concept.names for template in templates]


@functools.cache
def concepts() -> tuple[Concept, ...]:
    rows = (line.split("\t") for line in LIST.read_text(encoding="utf-8").splitlines() if line)
    return tuple(Concept(emoji, tuple(names.split(", "))) for emoji, names in rows)
