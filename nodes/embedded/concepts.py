"""What the embedded model knows: a table of emoji, and the captions each is trained with."""

import unicodedata
from dataclasses import dataclass

# One concept an entry: the emoji, then names beside the Unicode one that people would type.
TABLE = """
🚀 rocket ship
💀
👴 old man, man
👵 old woman, woman
🔥 campfire
🐶 dog
🐼 panda, red panda
🏔 snowy mountain, mountain, snowy mountain village
🌊 wave, waterfall, waterfalls
✏
🦚
🐘
🪴 house plant, houseplant, plant
🎩 hat
🏠 house
🌋
🌈
🌙 moon
🌞 sun
⭐ star
☁
❄ snow
☂
🌭
🌲 tree, pine tree
🌳 oak tree
🌴
🌵
🌶 pepper
🌷
🌹
🌻
🌽 corn
🍀 clover
🍁 leaf
🍄
🍅
🍆 eggplant
🍇
🍉
🍊 orange
🍋
🍌
🍍
🍎 apple
🍐
🍑
🍒 cherry
🍓
🍔 burger
🍕 pizza
🍙
🍞
🍟
🍦
🍩 donut
🍪
🍭
🍯
🍰 cake
🍷
🍸 cocktail
🍺 beer
🎀
🎁 present, gift
🎂
🎃 pumpkin
🎄
🎈
🎡
🎧 headphones
🎨 palette
🎯 target
🎲 die, dice
🎷
🎸
🎹 piano
🎺
🎻
🏀 basketball
🏆
🏈 football
⚽ football ball, soccer
🏕 tent
🏝 island
🏰 castle
⛵ boat
⚓
✈ plane
✂ scissors
👑
👓 glasses
👔
👕
👗
👞 shoe
👠 high heel
👻
👽 alien
👾 monster
💍
💎 gem, diamond
💐
💡 light bulb, lamp
💣
💧 water drop
💰 money
💻 computer, laptop
📖 book
📚
📦 box
📷
📺
🔍 magnifying glass
🔑
🔔
🔨
🔪 knife
🔭
🔮
🕊 dove
🕯
🕷
🗽
😀 smiling face, smiley
😡 angry face
😱 scared face
😎 sunglasses
🤖
🤡 clown
🚁
🚂 train
🚌
🚒
🚕
🚗 car
🚜
🚢
🚲 bike
🛸 ufo
🥁 drum
🥑
🥕
🥚
🥝 kiwi
🥦
🦀
🦁 lion
🦄 unicorn
🦅
🦆
🦇
🦈
🦉
🦊 fox
🦋
🦌
🦍
🦑
🦒 giraffe
🦓 zebra
🦔
🦕 dinosaur
🦖
🦛 hippo
🦜
🦝
🦞
🦢
🦩
🐊
🐌
🐍
🐐
🐑
🐓
🐔
🐙
🐚 shell
🐛
🐝 bee
🐞 ladybird, ladybug
🐟
🐢
🐤
🐦
🐧
🐨
🐫 camel
🐬
🐭
🐮
🐯
🐰
🐱
🐲
🐳
🐴
🐵
🐷
🐸 frog
🐺 wolf
🐻 bear
🎅 santa claus
👸
👶
🤠 cowboy, man wearing a hat, man in a hat
👁
🧠
🦴
🧀 cheese
🧁
🧙 wizard
🧜 mermaid
🧦
🧲
🧸
🧹
🪐 planet, saturn
"""

TEMPLATES = (
    *["{}", "a {}"] * 4,
    "the {}",
    "an emoji of a {}",
    "a photo of a {}",
    "a picture of a {}",
    "a drawing of a {}",
    "an oil painting of a {}",
    "a painting of {}",
)
_DROPPED = (" face", " symbol", " sign", " building")
_RENAMED = {"face": "cowboy", "smiling": "sunglasses", "white medium star": "star", "black scissors": "scissors"}
_VOWELS = "aeiou"


@dataclass(frozen=True)
class Concept:
    """One thing the model can draw: its emoji and every name it goes by."""

    emoji: str
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.names[0]

    def captions(self) -> tuple[str, ...]:
        """Every name in every template, with a/an agreed."""
        return tuple(fill(template, name) for template in TEMPLATES for name in self.names)


def fill(template: str, name: str) -> str:
    text = template.format(name)
    return text.replace(f"a {name}", f"an {name}") if name[0] in _VOWELS else text


def _unicode_name(emoji: str) -> str:
    name = unicodedata.name(emoji).lower().split(" with ")[0].replace("-", " ")
    for ending in _DROPPED:
        name = name.removesuffix(ending)
    return _RENAMED.get(name, name)


def _read(line: str) -> Concept:
    emoji, _, rest = line.partition(" ")
    extra = [name.strip() for name in rest.split(",") if name.strip()]
    return Concept(emoji, tuple(dict.fromkeys([_unicode_name(emoji), *extra])))


CONCEPTS: tuple[Concept, ...] = tuple(_read(line) for line in TABLE.split("\n") if line)
