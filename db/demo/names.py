"""The names of the demo shop's customers, companies and products."""

from typing import Final

PASSWORD: Final = "imitate-demo"  # noqa: S105 - of every demo account; it is documented
FIRST_NAMES: Final = (
    "Ada", "Amélie", "Anna", "Ben", "Björn", "Carla", "Chloé", "Daniel", "Elif", "Emil", "Erik",
    "Fatima", "Felix", "Giulia", "Grace", "Hanna", "Hugo", "Ines", "Jakob", "Jürgen", "Kaya",
    "Lars", "Lena", "Luca", "Maja", "Mateo", "Mia", "Nils", "Noah", "Olivia", "Oskar", "Paula",
    "Pavel", "Renée", "Rosa", "Samuel", "Sofia", "Søren", "Tim", "Zoë",
)  # fmt: skip
LAST_NAMES: Final = (
    "Andersson", "Bauer", "Bernard", "Bianchi", "Brown", "Castro", "Dąbrowski", "Dubois", "Evans",
    "Fischer", "García", "Girard", "Großmann", "Hansen", "Hoffmann", "Jansen", "Jones", "Kaya",
    "Keller", "König", "Kowalski", "Larsen", "Lefèvre", "Martin", "Meyer", "Müller", "Nguyen",
    "Novák", "O'Connor", "Öztürk", "Peeters", "Rossi", "Schäfer", "Schmidt", "Silva", "Smith",
    "Svensson", "Taylor", "Weiß", "Yildiz",
)  # fmt: skip
COMPANIES: Final = (
    "Alpine Outdoor GmbH", "Bakker & Zonen BV", "Café Kranz", "Duval SARL", "Fjord Design AS",
    "Grünwerk eG", "Harbour Books Ltd", "Keramik Weiß", "Nordlicht AG", "Ponte SRL",
)  # fmt: skip
# Name and price in cents.
PRODUCTS: Final = (
    ("Aluminium water bottle", 1990), ("Apple peeler", 2450), ("Backpack, 20 litres", 6900),
    ("Beeswax candle", 890), ("Bicycle bell", 1250), ("Bread knife", 4500),
    ("Café au lait bowl", 1490), ("Camping lantern", 3990), ("Canvas tote bag", 1590),
    ("Cast iron pan", 5990), ("Chess set", 4490), ("Chopping board, oak", 3490),
    ("Coffee grinder", 7990), ("Cork yoga mat", 5490), ("Desk lamp", 8900),
    ("Enamel mug", 1290), ("Espresso pot", 3290), ("Felt slippers", 4290),
    ("Fountain pen", 3850), ("Garden gloves", 1450), ("Hammock", 7490),
    ("Hand cream", 990), ("Headlamp", 4990), ("Hiking socks", 1790),
    ("Kitchen scale", 2990), ("Kite", 2690), ("Leather belt", 4900),
    ("Linen apron", 3990), ("Linen sheet", 8990), ("Lunch box", 2290),
    ("Merino beanie", 2990), ("Mortar and pestle", 3450), ("Notebook, dotted", 1290),
    ("Olive oil, 500 ml", 1390), ("Picnic blanket", 4590), ("Pocket knife", 3590),
    ("Rain jacket", 12900), ("Rubber boots", 5490), ("Salad servers", 1990),
    ("Sewing kit", 1690), ("Soap, lavender", 690), ("Spice mill", 4290),
    ("Tea towel", 990), ("Teapot, glass", 3690), ("Thermos, 1 litre", 3990),
    ("Umbrella", 2990), ("Wall clock", 5900), ("Watering can", 2790),
    ("Wool blanket", 9900), ("Wooden train", 3490),
)  # fmt: skip
