"""Names of people, companies and places. All are made up from parts; nobody in them exists."""

from __future__ import annotations

STAFF: tuple[str, ...] = (
    "Implementer",
    "Priya Raman",
    "Tom Kettering",
    "Mei-Lin Zhao",
    "Dougal Frayne",
    "Aroha Tamihere-Moss",
    "Sanjeev Bhattara",
    "Lucinda Varga",
    "Callum O'Rourke-Bell",
    "Yuki Harane",
    "Farah Al-Dosari-Quinn",
    "Petra Lindqvale",
)
"""Who works on the tenant's invoices; the first is the account that the billing run uses."""

TENANT = "Harrowgate Field Systems Pty Ltd"
TENANT_TRADING = "Harrowgate Field Systems"
TENANT_ABN = "ABN 09 000 417 236"
"""No business number begins with 0, so neither this nor a customer's can be anybody's."""
TENANT_ADDRESS = ("Level 4, 27 Quayline Street", "Pyrmont NSW 2009", "Australia")
TENANT_CONTACT = ("(02) 5550 0143", "accounts@harrowgate.example", "www.harrowgate.example")

GIVEN = {
    "Australia": (
        "Alana",
        "Brett",
        "Cassie",
        "Darcy",
        "Elodie",
        "Grant",
        "Imogen",
        "Jarrah",
        "Kylie",
        "Lachlan",
        "Mirra",
    ),
    "New Zealand": ("Anahera", "Ben", "Hemi", "Isla", "Kahu", "Moana", "Rangi", "Tessa", "Wiremu", "Zoe"),
    "United States": ("Avery", "Blake", "Carmen", "Dwayne", "Ellis", "Harper", "Jalen", "Marisol", "Quincy", "Tanya"),
    "Japan": ("Aiko", "Daichi", "Emi", "Haruto", "Kenji", "Mariko", "Noboru", "Riku", "Sachiko", "Yumi"),
    "Kuwait": ("Abdullah", "Bader", "Dalal", "Fahad", "Hessa", "Jassim", "Mariam", "Nasser", "Noura", "Yousef"),
}
FAMILY = {
    "Australia": ("Ashdown", "Brindley", "Carmody", "Dunmore", "Everleigh", "Finnane", "Gadsby", "Hollins", "Merrick"),
    "New Zealand": ("Aperahama", "Braithwell", "Kingi-Ross", "Mackley", "Ngatai", "Paewai", "Sefton", "Tuhoro"),
    "United States": ("Alderman", "Castellan", "Dupree", "Holloway", "Jefferds", "Lindgard", "Morales-Pike", "Whitlow"),
    "Japan": ("Arakida", "Fujishiro", "Hoshikawa", "Kuramoto", "Minase", "Shirogane", "Takemura", "Yanagida"),
    "Kuwait": ("Al-Ajran", "Al-Bahari", "Al-Fadhel", "Al-Humaid", "Al-Marzan", "Al-Qattami", "Al-Sanea"),
}

COMPANY_FIRST = {
    "Australia": (
        "Bellbird", "Ironbark", "Wattlegum", "Kurrawong", "Saltbush", "Coolabah", "Redgum Ridge", "Tallowood",
        "Banksia Bay",
        "Warrigal", "Lyrebird", "Southern Spar", "Jindaroo", "Copperline", "Pelican Point", "Brolga", "Mallee Cross",
        "Quandong", "Gumleaf", "Stonequarry", "Currawang", "Blue Heeler", "Yarrabend", "Nullabar", "Magpie Lane",
    ),
    "New Zealand": (
        "Kowhai", "Rimuroa", "Tui Harbour", "Pohutu", "Long Fjord", "Weka", "Silverfern Flat", "Matai Bay", "Ruapane",
        "Otakairo", "Southern Drift", "Kea Pass",
    ),
    "United States": (
        "Prairie Lantern", "Cobalt Mesa", "Hickory Bend", "Juniper Falls", "Red Anvil", "Blue Mesquite", "Fox Hollow",
        "Granite Ferry", "Old Mill Fork", "Sawtooth Plains", "Harbor & Pine", "Twelve Oaks",
    ),
    "Japan": (
        "Hoshikawa", "Asanagi", "Midorigaoka", "Shirayuki", "Tsukishiro", "Kazemachi", "Minasato", "Aozora Bay",
        "Fujimino",
        "Yamabuki", "Namiki", "Kogane",
    ),
    "Kuwait": (
        "Al Noor Bay", "Sahari", "Dhow Harbour", "Al Marjan", "Green Sidra", "Failaka Star", "Wafra Gate", "Al Bahar",
        "Desert Pearl", "Jahra Plains", "Sahel", "Al Qibla",
    ),
}  # fmt: skip
COMPANY_TRADE: tuple[str, ...] = (
    "Freight", "Water", "Logistics", "Dairy", "Medical", "Timber", "Foods", "Plumbing", "Mining Services", "Vineyards",
    "Engineering", "Aged Care", "Cold Storage", "Schools", "Electrical", "Quarries", "Seafood", "Solar", "Legal",
    "Hotels",
    "Packaging", "Veterinary", "Roofing", "Nurseries", "Print", "Marine", "Fitness", "Optical", "Glass", "Events",
)  # fmt: skip
COMPANY_FORM = {
    "Australia": ("Pty Ltd", "Pty Ltd", "Pty Ltd", "Limited", "Group Pty Ltd", "Co-operative"),
    "New Zealand": ("Limited", "Limited", "Holdings Limited", "NZ Limited"),
    "United States": ("LLC", "Inc.", "Inc.", "Corp.", "Partners LLC"),
    "Japan": ("K.K.", "Co., Ltd.", "Co., Ltd.", "G.K."),
    "Kuwait": ("W.L.L.", "W.L.L.", "K.S.C.C.", "Trading Co. W.L.L."),
}

STREETS: tuple[str, ...] = (
    "Foundry", "Quarry", "Harbour", "Station", "Mill", "Orchard", "Chandler", "Wharf", "Beacon", "Tanner", "Saddlers",
    "Copperfield", "Lantern", "Bakehouse", "Ropewalk", "Kiln",
)  # fmt: skip
STREET_KINDS = ("Street", "Road", "Avenue", "Lane", "Parade", "Drive")
TOWNS = {
    "Australia": (
        ("Marrickville NSW", 2204), ("Geelong VIC", 3220), ("Toowoomba QLD", 4350), ("Port Adelaide SA", 5015),
        ("Fremantle WA", 6160), ("Launceston TAS", 7250), ("Fyshwick ACT", 2609), ("Newcastle NSW", 2300),
        ("Ballarat VIC", 3350), ("Cairns QLD", 4870), ("Wollongong NSW", 2500), ("Dubbo NSW", 2830),
    ),
    "New Zealand": (("Tauranga", 3110), ("Dunedin", 9016), ("Petone, Lower Hutt", 5012), ("Nelson", 7010)),
    "United States": (("Boise, ID", 83702), ("Tulsa, OK", 74103), ("Portland, ME", 4101), ("Reno, NV", 89501)),
    "Japan": (("Minato-ku, Tokyo", 1050011), ("Kita-ku, Osaka", 5300001), ("Aoba-ku, Sendai", 9800811)),
    "Kuwait": (("Shuwaikh Industrial, Kuwait City", 70462), ("Salmiya", 22002), ("Fahaheel", 64002)),
}  # fmt: skip
REGIONS = {
    "Australia": ("NSW", "VIC", "QLD", "SA", "WA", "TAS"),
    "New Zealand": ("North Island", "South Island"),
    "United States": ("Mountain", "Central", "East"),
    "Japan": ("Kanto", "Kansai", "Tohoku"),
    "Kuwait": ("Capital", "Hawalli", "Ahmadi"),
}
