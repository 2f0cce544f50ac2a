"""Write the list of what the embedded model knows: python -m nodes.embedded.collect [--annotations FILE]

Names and keywords come from Unicode's CLDR (Debian: unicode-cldr-core), everyday names and what is left out from here.
The list, `concepts.txt`, lies in the repository: one thing a line, its emoji, a tab, its names.
"""

import argparse
import functools
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

ANNOTATIONS = Path("/usr/share/unicode/cldr/common/annotations/en.xml")
LIST = Path(__file__).with_name("concepts.txt")
_FIRST = 0x1F300  # from here on nearly every character is a picture
_OLDER = "☂☃☎☕♟⚓⚔⚖⚙⚡⚽⚾⛄⛏⛓⛪⛰⛱⛲⛴⛵⛷⛸⛺⛽✂✈✉✏✒❄❤⭐⌚⌛☀☁☘⚰⚱⛑✊✋✌☝"

# Signs, letters, clocks, flags, arrows, and what 32 pixels cannot tell from its neighbours.
_LEFT_OUT = r"""
skin tone; symbol; button; arrow(?!$); heart with arrow; o’clock; -thirty; flag; sign$; circle; square
triang; diamond with; orange diamond; blue diamond; ^no ; s room$; steamy room; restroom; water closet
passport control; customs; baggage; left luggage; prohibited; currency; dollar sign; input; name badge
vibration; phone off; antenna bars; cinema; place of worship; ^om$; menorah; six-pointed; potable; speech b
anger b; ^ZZZ; equals; backhand; pointing; -facing fist; oncoming; place medal; chart; mailbox; tray
envelope; yen b; euro b; pound b; speaker (low|medium); with slash; muted; low battery; revolving; growing
beating; heart decoration; gibbous; quarter moon$; busts; bust in;  hair$; ^bald
person (frowning|pouting|gesturing|tipping|bowing|facepalm|shrug); deaf; selfie; massage; haircut; steamy
kneeling; standing; with (big|closed|smiling) eyes; sweat; wry; pouting cat; (weary|kissing|joy) ?cat
cat with tears; hushed; anguished; persevering; confounded; disappointed; pensive; unamused; expressionless
relieved; smirking; slightly; mouth$; hand over; rolling eyes; lying; weary; worried; confused; squinting
kissing face; diagonal; savoring; woozy; downcast; fearful; flushed; sleepy; astonished; anxious; zany
tear$; tram car; trolleybus; light rail; railway car; metro; high-speed; monorail; minibus; mountain railway
tramway; post office; Japanese post; bank$; store; hotel; office building; level slider; control knobs
card (index|file); spiral (calendar|notepad); tear-off; ledger; page; bookmark tabs; linked; with pen
with key; open file; computer disk; dvd; fax; pager; trackball; globe (showing (Am|Asia)|with); map of
behind (large|rain); cloud with (lightning|snow); men holding; family; ^kiss$; couple with; handball
water polo; wrestling; cartwheeling; pregnant; breast; hand with index; ear with; wheelchair; rugby
softball; palms? (down|up); (right|left)wards; pinch; love-you; sign of the horns; call me; vulcan; splayed
raised back; crossed fingers; white heart; heart with ribbon; wiggly; airplane (dep|arr); tilted right
notebook with; ^foggy; ^fog$; dim; bright; trident; pile of; hole; middle finger; cigarette; dashing
leaf fluttering; white flower; front-facing; hundred; collision; dizzy$; identification; older person
person: ; police car light; construction$; railway track; motorway; station; suspension; cableway; nazar
hamsa; kaaba
"""

# Everyday names beside CLDR's. The first one of a line becomes the name.
_EVERYDAY = """
🚀 rocket, rocket ship
💀 skull
👨 man
👴 old man
👩 woman
👵 old woman
👦 boy
👧 girl
🔥 fire, flame
🐶 dog, dog face
🐕 standing dog
🐱 cat, cat face
🐈 standing cat
🐭 mouse, mouse face
🐁 standing mouse
🐰 rabbit, rabbit face, bunny
🐇 standing rabbit
🐯 tiger, tiger face
🐅 walking tiger
🐴 horse, horse face
🐎 racing horse, galloping horse
🐮 cow, cow face
🐄 standing cow
🐷 pig, pig face
🐖 standing pig
🐵 monkey, monkey face
🐒 sitting monkey
🐲 dragon head, dragon face
🐉 dragon
🐝 bee, honeybee
🐞 ladybird, ladybug, lady beetle
🐤 chick, baby chick
🐣 hatching chick
🐋 whale
🐳 spouting whale
🐚 shell, spiral shell, seashell
🐫 camel, two-hump camel
🐪 dromedary
🦏 rhinoceros, rhino
🦛 hippopotamus, hippo
🦕 sauropod, dinosaur, brontosaurus
🦖 t-rex, tyrannosaurus
🏔 snowy mountain, snow-capped mountain, mountain
🌊 wave, water wave, sea
✏ pencil
✒ nib, black nib
🪴 house plant, houseplant, plant, potted plant
🎩 top hat, hat
🏠 house
🌙 crescent moon, moon
🌞 sun with face
☀ sun
⭐ star
🌟 glowing star
☁ cloud
❄ snowflake, snow
☂ umbrella
❤ heart, red heart
🌭 hot dog
🌲 pine tree, evergreen tree
🌳 tree, deciduous tree, oak tree
🌶 pepper, hot pepper, chili pepper
🌽 corn, ear of corn
🍀 clover, four leaf clover
☘ shamrock
🍁 maple leaf, leaf
🍆 eggplant, aubergine
🍊 orange, tangerine
🍎 apple, red apple
🍒 cherry, cherries
🍔 hamburger, burger
🍟 french fries, fries
🍖 meat on bone
🍦 ice cream cone, soft ice cream
🍨 ice cream
🍩 doughnut, donut
🍰 cake, shortcake
🍵 cup of tea, teacup without handle
☕ cup of coffee, coffee, hot beverage
🍷 glass of wine, wine glass, wine
🍸 cocktail, cocktail glass
🍺 beer, beer mug
🎁 gift, present, wrapped gift
🎃 pumpkin, jack-o-lantern
🎧 headphones, headphone
🎨 palette, artist palette
🎯 target, bullseye
🎲 die, dice, game die
🎹 piano, musical keyboard
🏀 basketball
🏈 american football, football
⚽ soccer ball, soccer, football ball
🏕 tent by a tree, camping
⛺ tent
🏝 island, desert island
⛵ sailboat, boat
✈ airplane, plane
🛩 small airplane
✂ scissors
👔 tie, necktie
👕 shirt, t-shirt
👖 trousers, jeans
👞 shoe, man's shoe
👢 boot, woman's boot
👠 high heel, high-heeled shoe
👡 sandal, woman's sandal
👒 straw hat, woman's hat
👚 blouse, woman's clothes
🧢 cap, billed cap, baseball cap
👽 alien
👾 space invader, alien monster, monster
💎 diamond, gem stone, gem, jewel
💡 light bulb, lamp
💧 water drop, droplet, drop
💰 money bag, money
💻 laptop, computer
📖 open book, book
📚 books, stack of books
📦 box, package, cardboard box
📱 phone, mobile phone, smartphone
📞 telephone receiver
☎ telephone
📺 television, tv
🔍 magnifying glass, magnifying glass tilted left
🔒 padlock, lock, locked
🔓 open padlock, unlocked
🕰 clock, mantelpiece clock
😀 smiling face, smiley, grinning face
😡 angry face, enraged face
😠 grumpy face
😱 screaming face, scared face, face screaming in fear
😎 face with sunglasses, smiling face with sunglasses
🤡 clown, clown face
🤠 cowboy, cowboy hat face
😺 grinning cat
🚂 steam train, locomotive
🚆 train
🚌 bus
🚗 car, automobile
🚙 suv, sport utility vehicle
🚚 truck, delivery truck
🚛 lorry, articulated lorry
🚢 ship
🚲 bicycle, bike
🏍 motorcycle, motorbike
🛸 flying saucer, ufo
🐸 frog
🐺 wolf
🐻 bear
🎅 santa claus
🤶 mrs claus
🧙 wizard, mage
🧜 mermaid, merperson
🪐 planet, ringed planet, saturn
🌍 earth, globe, globe showing europe-africa
🧛 vampire
🧧 red envelope
🔫 water pistol
🎳 bowling
🎱 billiard ball, pool 8 ball
🎮 game controller, video game
⌚ watch
⌛ hourglass
⚖ balance scale, scales
⚡ lightning, high voltage
⛪ church
⛰ rocky mountain
🗻 mount fuji
⛲ fountain
☃ snowman
⛄ snowman without snow
✊ fist, raised fist
✋ hand, raised hand
👁 eye
👀 eyes
🏛 temple, classical building
🏘 village, houses
🥃 tumbler, tumbler glass
🥛 glass of milk
🪦 gravestone, headstone
🗿 moai, stone head
🧀 cheese, cheese wedge
🥝 kiwi, kiwi fruit
🍞 bread, loaf of bread
🍯 honey, honey pot
🌷 tulip
🌼 daisy, blossom
🪙 coin
💵 banknote, dollar banknote
🚓 police car
🧱 bricks, brick
🪨 rock, stone
🪵 log, wood
🕯 candle
🖼 painting in a frame, framed picture
🪟 window
🎎 japanese dolls
🤖 robot
👸 princess
🤴 prince
🧔 bearded man
👱 blond person
🕵 detective
🥷 ninja
👮 police officer
"""

# Made of several: `render.SCENES` says how.
SCENES = """
campfire\tcampfire, people around a campfire, people around campfire, men around a campfire
red_panda\tred panda
snowy_village\tsnowy mountain village, mountain village, snowy village
waterfall\twaterfall, waterfalls
man_hat\tman wearing a hat, man in a hat, man with a hat, man wearing hat
"""


def read(path: Path) -> dict[str, tuple[str, list[str]]]:
    """CLDR's annotations: character -> its name and its keywords. Raises FileNotFoundError naming the package."""
    if not path.exists():
        raise FileNotFoundError(f"{path}: not here. Install unicode-cldr-core, or pass --annotations.")
    names: dict[str, str] = {}
    keywords: dict[str, list[str]] = {}
    for entry in ElementTree.parse(path).getroot().iter("annotation"):
        character = entry.attrib["cp"].replace("\ufe0f", "")
        if entry.get("type") == "tts":
            names[character] = entry.text or ""
        else:
            keywords[character] = (entry.text or "").split(" | ")
    return {character: (name, keywords.get(character, [])) for character, name in names.items()}


def shows_a_thing(character: str, name: str, everyday: dict[str, list[str]]) -> bool:
    if character in everyday:
        return True
    single = len(character) == 1 and (ord(character) >= _FIRST or character in _OLDER)
    return single and not _left_out().search(name)


def collect(annotations: dict[str, tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    """Every thing with its names, no name twice: everyday ones, then CLDR's, then keywords that one thing has."""
    everyday = {line[0]: line[1:].strip().split(", ") for line in _EVERYDAY.strip().split("\n")}
    things = {c: found for c, found in annotations.items() if shows_a_thing(c, found[0], everyday)}
    taken = {name for names in everyday.values() for name in names}
    taken |= {name for line in SCENES.strip().split("\n") for name in line.split("\t")[1].split(", ")}
    count = Counter(tidy(word) for _, words in things.values() for word in words)
    rows = []
    for character, (name, words) in things.items():
        names = list(everyday.get(character, []))
        for candidate in [tidy(name), *(tidy(word) for word in words if count[tidy(word)] == 1)]:
            if candidate not in taken and re.fullmatch(r"[a-z' -]{3,40}", candidate):
                names.append(candidate)
                taken.add(candidate)
        if names:
            rows.append((character, names))
    return rows


@functools.cache
def _left_out() -> re.Pattern[str]:
    return re.compile("|".join(part for line in _LEFT_OUT.strip().split("\n") for part in line.split("; ")))


def tidy(text: str) -> str:
    """As the model is asked: lower case, plain apostrophes, no "face" after an animal or a person."""
    text = text.lower().replace("’", "'").replace("person: ", "").replace(",", "")
    return re.sub(r"^(fox|wolf|bear|panda|frog|wind|robot|clown) face$", r"\1", text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--annotations", type=Path, default=ANNOTATIONS)
    rows = collect(read(parser.parse_args().annotations))
    lines = [f"{character}\t{', '.join(names)}" for character, names in rows] + SCENES.strip().split("\n")
    LIST.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{LIST}: {len(lines)} things")


if __name__ == "__main__":
    main()
