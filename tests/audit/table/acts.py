"""The harms of the table: what an attacker with access to the database does, by the row's name."""

import json
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace

from auth.audit.erasures import Erasure
from auth.audit.kept import Kept
from auth.transparency.checkpoints import sign_checkpoint
from auth.transparency.keys import SigningKey
from db.statements.imitation import audit, audit_tree
from tests.audit.table.world import World, keyless, newest_checkpoint

Act = Callable[[World], Awaitable[None]]

FORGED = (
    "INSERT INTO audit_events (id, at, action) SELECT {newest} + 1, max(at), 'user.logged_in' "
    "FROM audit_events"
)
LEAF = (
    "INSERT INTO audit_leaves (position, event_id, hash, salt) "
    "SELECT 2, {newest} + 1, hash, salt FROM audit_leaves WHERE position = 0"
)
CUT = (
    "DELETE FROM audit_events WHERE id = {third}",
    "DELETE FROM audit_leaves WHERE event_id = {third}",
)
BACK = (
    *CUT,
    "DELETE FROM audit_checkpoints WHERE event_id = {third}",
    "UPDATE audit_tiles SET hashes = substr(hashes, 1, 64)",
)
EMPTY = (
    "DELETE FROM audit_events",
    "DELETE FROM audit_leaves",
    "DELETE FROM audit_checkpoints",
    "DELETE FROM audit_tiles",
)
GONE = (
    "DELETE FROM audit_waiting WHERE event_id = {fourth}",
    "DELETE FROM audit_events WHERE id = {fourth}",
)


async def change(world: World) -> None:
    await world.harm("UPDATE audit_events SET username = 'x' WHERE id = {second}")


async def delete(world: World) -> None:
    await world.harm("DELETE FROM audit_events WHERE id = {second}")


async def delete_with_leaf(world: World) -> None:
    await world.harm(
        "DELETE FROM audit_events WHERE id = {second}",
        "DELETE FROM audit_leaves WHERE event_id = {second}",
    )


async def disguise(world: World) -> None:
    """All that an erasure does, but for the leaf of the event that records it."""
    reads = world.application.database.reads
    ((leaf, event),) = await audit_tree.find_placed(reads, [world.ids["second"]])
    assert event is not None
    values, erasure_id = audit.values(event), await world.newest_id() + 1
    kept = Kept.whole(values, leaf.salt).without({"username"}, values, erasure_id=erasure_id)
    text = kept.text.replace("{", "{{").replace("}", "}}")
    detail = json.dumps(Erasure.of({leaf.event_id: {"username"}}).detail)
    await _forge(
        world,
        "INSERT INTO audit_waiting (event_id) VALUES ({newest} + 1)",
        "UPDATE audit_events SET action = 'user.erased', detail = "
        f"'{detail.replace('{', '{{').replace('}', '}}')}' WHERE id = {{newest}} + 1",
        f"UPDATE audit_leaves SET salt = substr(salt, 1, 0), kept = '{text}', "
        "erasure_id = {newest} + 1 WHERE event_id = {second}",
        "UPDATE audit_events SET username = NULL WHERE id = {second}",
    )


async def insert(world: World) -> None:
    await _forge(world, "UPDATE audit_leaves SET position = 3 WHERE position = 2", LEAF)


async def reorder(world: World) -> None:
    await world.harm(
        "UPDATE audit_leaves SET position = 9 WHERE position = 1",
        "UPDATE audit_leaves SET position = 1 WHERE position = 2",
        "UPDATE audit_leaves SET position = 2 WHERE position = 9",
    )


async def damage_tiles(world: World) -> None:
    await world.harm("UPDATE audit_tiles SET hashes = (SELECT min(hash) FROM audit_leaves)")


async def remove_tiles(world: World) -> None:
    await world.harm("DELETE FROM audit_tiles")


async def cut(world: World) -> None:
    await world.harm(*CUT)


async def put_back(world: World) -> None:
    """A backup has the sequence of its time as well."""
    sequence = "SELECT setval('audit_events_id_seq', {second})"
    await world.harm(*BACK, *(() if world.is_sqlite else (sequence,)))


async def put_back_and_restart(world: World) -> None:
    await put_back(world)
    world.restart()


async def fork(world: World) -> None:
    """The next auditor gets a checkpoint of other events at the same places."""
    await put_back_and_restart(world)
    await world.shop.agent("alice")
    await world.pass_time(1)


async def empty(world: World) -> None:
    sequence = "SELECT setval('audit_events_id_seq', 1, false)"
    await world.harm(*EMPTY, *(() if world.is_sqlite else (sequence,)))


async def empty_and_restart(world: World) -> None:
    await empty(world)
    world.restart()


async def remove_checkpoints(world: World) -> None:
    await world.harm("DELETE FROM audit_checkpoints")


async def sign_with_another_key(world: World) -> None:
    """Under the name of ours."""
    end = await newest_checkpoint(world)
    assert end is not None
    note = sign_checkpoint(end, [SigningKey.generate(end.origin)])
    await world.harm(f"UPDATE audit_checkpoints SET note = '{note}' WHERE event_id = {{third}}")


async def exchange_key_file(world: World) -> None:
    """The server is started with a key of the attacker's."""
    name = world.application.signing_keys[0].name
    world.application = replace(world.application, signing_keys=(SigningKey.generate(name),))
    world.restart()


async def hold_lock(world: World) -> None:
    """By a role with rights on the table, or on SQLite by who may write to the file."""
    await world.shop.agent("alice")
    world.silent = True
    if world.is_sqlite:
        holder = sqlite3.connect(str(world.shop.settings.sqlite_file), isolation_level=None)
        world.held.enter_context(closing(holder))
        holder.execute("BEGIN IMMEDIATE")
        return
    session = await world.held.enter_async_context(world.application.database.transaction())
    assert await audit_tree.lock(session) is not None


async def remove_lock(world: World) -> None:
    await world.harm("DELETE FROM audit_sealing")


async def drop_trigger(world: World) -> None:
    on_table = "" if world.is_sqlite else " ON audit_events"
    name = "no_delete" if world.is_sqlite else "append_only"
    await world.shop.change(f"DROP TRIGGER audit_events_{name}{on_table}")


async def drop_trigger_of_waiting(world: World) -> None:
    on_table = "" if world.is_sqlite else " ON audit_events"
    await world.shop.change(f"DROP TRIGGER audit_events_wait{on_table}")


async def replace_trigger(world: World) -> None:
    """Everything waits but what the attacker does."""
    if world.is_sqlite:
        await world.shop.change("DROP TRIGGER audit_events_wait")
        await world.shop.change(
            "CREATE TRIGGER audit_events_wait AFTER INSERT ON audit_events "
            "WHEN NEW.username <> 'mallory' "
            "BEGIN INSERT INTO audit_waiting (event_id) VALUES (NEW.id); END"
        )
        return
    await world.shop.change(
        "CREATE OR REPLACE FUNCTION wait_for_sealing() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF NEW.username <> 'mallory' THEN "
        "INSERT INTO audit_waiting (event_id) VALUES (NEW.id); END IF; RETURN NULL; END $$"
    )


async def set_clock_back(world: World) -> None:
    world.leap = 3600
    world.shop.clock.advance(hours=-1)


async def hide(world: World) -> None:
    await _forge(world)


async def forge(world: World) -> None:
    await _forge(world, "INSERT INTO audit_waiting VALUES ({newest} + 1)")


async def change_unsealed(world: World) -> None:
    await _record(world)
    await world.harm("UPDATE audit_events SET username = 'x' WHERE id = {fourth}")


async def remove_unsealed(world: World) -> None:
    await _record(world)
    await world.shop.agent("eve")
    await world.harm(*GONE)


async def remove_newest_unsealed(world: World) -> None:
    await _record(world)
    await world.harm(*GONE)


async def remove_unsealed_alone(world: World) -> None:
    await _record(world)
    await world.shop.agent("eve")
    await world.harm(GONE[1])


async def remove_held_off(world: World) -> None:
    """Nothing is sealed for a second or more, in which the server looks."""
    await _record(world)
    await world.shop.agent("eve")
    await world.pass_time(1, keyless(world.application))
    world.lines.clear()
    await world.harm(*GONE)


async def _forge(world: World, *statements: str) -> None:
    """Insert an event with the next id, which PostgreSQL's sequence then gives nobody else."""
    world.ids["newest"] = await world.newest_id()
    used = () if world.is_sqlite else ("SELECT nextval('audit_events_id_seq')",)
    await world.harm(FORGED, *used, *statements)


async def _record(world: World) -> None:
    await world.shop.agent("alice")
    world.ids["fourth"] = await world.newest_id()


ACTS: dict[str, Act] = {
    "A sealed event is changed": change,
    "A sealed event is deleted": delete,
    "A sealed event is deleted with its leaf": delete_with_leaf,
    "An event is inserted among sealed ones": insert,
    "Two sealed events change places": reorder,
    "Hashes in the tiles are changed": damage_tiles,
    "The tiles are removed": remove_tiles,
    "The newest sealed event is cut off": cut,
    "A value is deleted, and an erasure is forged that names it": disguise,
    "Yesterday's backup is restored while a server runs": put_back,
    "Yesterday's backup is restored, and the servers are started again": put_back_and_restart,
    "A second history is shown to another auditor": fork,
    "Everything is removed while a server runs": empty,
    "Everything is removed, and the servers are started again": empty_and_restart,
    "The checkpoints are removed": remove_checkpoints,
    "The newest checkpoint is signed with another key": sign_with_another_key,
    "The key file is exchanged": exchange_key_file,
    "The lock of sealing is held": hold_lock,
    "The row that sealing locks is deleted": remove_lock,
    "A trigger is dropped": drop_trigger,
    "The trigger that lets events wait is dropped": drop_trigger_of_waiting,
    "A trigger is replaced": replace_trigger,
    "The clock of the database is set back": set_clock_back,
    "An event is inserted that does not wait to be sealed": hide,
    "An event is removed before it is sealed": remove_unsealed,
    "The newest event is removed before it is sealed": remove_newest_unsealed,
    "An event is removed before it is sealed, and still waits": remove_unsealed_alone,
    "An event is removed while sealing is held off": remove_held_off,
    "An event is changed before it is sealed": change_unsealed,
    "An event is forged, and sealed as any other": forge,
}
