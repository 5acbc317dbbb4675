"""Stores, their suppliers and their org units."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.REFUSED,
        FixBy.STORE_ADMINISTRATOR,
        branch_needs_an_org_unit=(
            "--supplier and --with-branch need an org unit.",
            "Add the uid of the org unit.",
        ),
        store_cannot_be_closed="Store {store} cannot be closed on {day}: {obstacles:list:message}.",
        store_is_closed_since="it is closed since {day}",
        day_is_before_first_open_day="the first open day is {day}",
        store_holds_stock=plural(
            "it holds stock of {count} product; send it back or count it first",
            "it holds stock of {count} products; send it back or count it first",
        ),
        later_movements_exist="there are movements up to {day}",
        store_awaits_returns=plural(
            "{count} declared return from or to it is not acknowledged",
            "{count} declared returns from or to it are not acknowledged",
        ),
        store_supplies_open_stores=plural(
            "it supplies {count} open store; give that store another supplier first",
            "it supplies {count} open stores; give them another supplier first",
        ),
    ),
    *define(
        MessageClass.INVALID_INPUT,
        FixBy.STORE_ADMINISTRATOR,
        org_unit_is_unknown=(
            "There is no org unit {org_unit} in the last refresh.",
            "Refresh the org units: vlmis org-units refresh.",
        ),
        store_code_changed_hands=(
            "{code} is the code of {name} since {since}; before, it was the code of {other_name}, "
            "which is {other_store} today. The line is of {day}.",
            "Find out which of the two stores is meant; for {other_name}, use {other_store}.",
        ),
        org_unit_has_a_store="Store {store} is attached to this org unit already.",
        store_has_another_org_unit=(
            "Store {store} has another org unit, {org_unit}; attaching does not change it.",
            "Change it: vlmis stores reattach {store} ORG_UNIT --reason REASON.",
        ),
        org_unit_has_another_code="A store has the code of its org unit, {code}.",
        store_has_no_code="The code is missing, and no org unit gives one.",
        store_has_no_name="The name is missing, and no org unit gives one.",
        several_central_stores=(
            "There can be one central store only; also without a supplier: {stores:list}."
        ),
        central_store_stays="{store} is the central store and remains it.",
        store_supplies_itself="The store would supply itself: {path}.",
    ),
    *define(
        MessageClass.FINDING,
        FixBy.DHIS2_ADMINISTRATOR,
        code_is_taken_by_another_store=(
            "DHIS2 gives {name} the code {code}, which store {other_store} ({other_name}) has. "
            "{name} keeps the code {store}.",
            "Correct the code in DHIS2, or give the other store its own org unit; then refresh the "
            "org units.",
        ),
        more_store_conflicts_exist=(
            plural(
                "There is {count} more conflict between stores and org units.",
                "There are {count} more conflicts between stores and org units.",
            ),
            "List all: vlmis stores conflicts.",
        ),
        code_is_shared_by_org_units=(
            "Several org units have the code {code}: {org_units:list}. Nothing is matched by this "
            "code, and no store takes it over.",
            "Give each org unit a code of its own in DHIS2; then refresh the org units.",
        ),
    ),
    *define(
        MessageClass.FINDING,
        FixBy.STORE_ADMINISTRATOR,
        org_unit_code_is_taken=(
            "{org_unit} is left out: its code {code} is the code of store {store} ({name}), which "
            "has another org unit.",
            "Give the store this org unit: vlmis stores reattach {store} ORG_UNIT --reason REASON. "
            "Or correct the code in DHIS2.",
        ),
        store_org_unit_is_removed=(
            "DHIS2 no longer has {org_unit} ({uid}), the org unit of store {store} ({name}).",
            "Give the store its new org unit: vlmis stores reattach {store} ORG_UNIT --reason "
            "REASON. Or move its stock, close the store (vlmis stores close {store}) and withdraw "
            "what can never arrive (vlmis withdraw --store {store} --reason REASON).",
        ),
    ),
    *define(
        MessageClass.FINDING,
        FixBy.DHIS2_ADMINISTRATOR,
        store_org_unit_is_set_aside=(
            "The org unit of store {store} ({name}) cannot be used. {reason:message}",
            "Correct it in DHIS2, then refresh the org units.",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.USER,
        store_changes_its_org_unit=(
            "Store {store} ({name}) changes its org unit from {old_uid} to {new_uid} ({new_name}) "
            "and takes its name; its code is then {new_code}."
        ),
        waiting_records_change_their_org_unit=plural(
            "{count} waiting record will go to the new org unit.",
            "{count} waiting records will go to the new org unit.",
        ),
        posted_records_keep_their_org_unit=(
            plural(
                "{count} record in DHIS2 stays under the old org unit and is listed as remapped.",
                "{count} records in DHIS2 stay under the old org unit and are listed as remapped.",
            ),
            "To move them afterwards: {command}",
        ),
        # One of the stores that once had a code that nobody has now.
        store_code_successor="{store} since {day}",
        # What was sent; it begins the text of input_refused.
        named_store="Store {store}",
        named_org_unit="Org unit {org_unit}",
    ),
)
