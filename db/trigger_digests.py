"""The digests of all triggers and, on PostgreSQL, of their functions; `db.triggers` makes them."""

from typing import Final

SQLITE: Final = {
    "audit_checkpoints_no_delete": "b025ef1814640188",
    "audit_checkpoints_no_update": "3a5a9a58f3378e21",
    "audit_events_no_delete": "0e4dd244f67e9479",
    "audit_events_no_update": "1e1bce9b055df524",
    "audit_events_wait": "7f7b645441269501",
    "audit_leaves_no_delete": "cc3c120791474835",
    "audit_leaves_no_update": "5f862f8a6fec08e0",
    "audit_sealing_no_delete": "ca9168996ca1b65f",
    "audit_seals_closed": "df556a4c87dc9e30",
    "audit_seals_no_delete": "99c7e1c1557e343d",
    "audit_seals_no_update": "bade022c346ed40e",
    "audit_tiles_no_delete": "b88ad7cae78f720e",
    "audit_tiles_keep_place": "30772fcf0abcbdf0",
    "audit_walks_no_delete": "bf8f2c0490ba3114",
    "audit_walks_no_update": "4509550249cbf3f5",
    "customers_searched_delete": "33cef4583e7e7151",
    "customers_searched_insert": "5f79c16ee83ae0eb",
    "customers_searched_update": "e25129fbfa55c7f9",
    "products_searched_delete": "95fdcfb3ae3bbc1e",
    "products_searched_insert": "dc2608d89e54a1e1",
    "products_searched_update": "951c5b13b83aa03b",
}
POSTGRESQL: Final = {
    "audit_checkpoints_append_only": "5f2fa6fe8a6b11b5",
    "audit_events_append_only": "253920083db7692d",
    "audit_events_no_update": "bfb10299b5c3f088",
    "audit_events_wait": "26a6692c85816137",
    "audit_leaves_append_only": "9b54f80ed92f3b10",
    "audit_leaves_no_update": "c2d8d748a9a2b935",
    "audit_sealing_append_only": "807315cfdab918de",
    "audit_seals_append_only": "32e544d59878822e",
    "audit_seals_closed": "f0481bde1c39997b",
    "audit_tiles_append_only": "43fa3ccf2d49ee00",
    "audit_tiles_keep_place": "856dd2fced46253e",
    "audit_walks_append_only": "e767df52afb0be4b",
}
