"""Tracing a data value: where it is on its way to DHIS2, in two or three sentences."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.NOTICE,
        FixBy.NOBODY,
        traced_value="{category:category} of {product} at {store} on {day} is {value} ({unit}).",
        traced_record=(
            "{product} at {store} on {day}: opening {opening}, closing {closing} ({unit})."
        ),
        traced_value_is_open=(
            "{category:category} of {product} at {store} on {day}: not frozen yet, stock so far "
            "{stock} ({unit})."
        ),
        traced_record_is_open=(
            "{product} at {store} on {day}: not frozen yet, stock so far {stock} ({unit})."
        ),
        no_traced_record="There is no data value of {product} at {store} on {day}.",
        value_is_posted="DHIS2 has it: read back equal in the night of {night}.",
        record_is_posted="DHIS2 has all nine data values: read back equal in the night of {night}.",
        sent_on_several_nights="It was sent on {nights} nights, last on {night}.",
        sent_on_one_night="It was sent on the night of {night}.",
        sent_for_a_past_night="It was sent for the past night of {night} only.",
        accepted_and_not_read_back=(
            "DHIS2 accepted it; it counts as posted once it is read back equal."
        ),
        other_value_read_back=(
            "DHIS2 then had {found} as {category:category} instead of {frozen} (entered by "
            "{person}). It is sent again at the next push."
        ),
        no_value_read_back=(
            "DHIS2 then had no {category:category}; the frozen value is {frozen}. It is sent again "
            "at the next push."
        ),
        answer_proves_nothing=(
            "DHIS2 gave no answer that proves anything. No attempt was counted; it is sent again "
            "at the next push."
        ),
        refusal_is_about_categories=(
            "The refusal is about {categories:list:category}; all nine are sent together."
        ),
        value_is_on_hold="It is not sent for now.",
        more_holds=plural("{count} more issue below.", "{count} more issues below."),
        hold_costs_no_attempt="It is checked again at every push; no attempt is lost.",
        value_is_waiting="It was not sent yet; it is sent at the next push, at 20:00.",
        value_was_not_sent="It was not sent.",
        day_is_before_the_first_sent=(
            "It is not sent: stock days are sent from {first_day} on.",
            "To send it all the same: {command}",
        ),
        posted_value_was_changed=(
            "Since then, {person} entered {found} as {category:category} in DHIS2 ({stored_at}); "
            "frozen is {frozen}.",
            "To send the frozen data values again: {command}",
        ),
        posted_value_is_missing=(
            "Since then, DHIS2 has lost the {category:category} of {frozen}.",
            "To send the frozen data values again: {command}",
        ),
        value_is_at_another_org_unit=(
            "Its {category:category} was found at {org_unit}: the two org units were probably "
            "merged in DHIS2.",
            "See vlmis push differences.",
        ),
        value_is_initial_stock=(
            "It is the initial stock of day zero, {day}, which is never sent to DHIS2."
        ),
        day_is_being_frozen=(
            "The day is being frozen at this moment.",
            "Look again when that is done.",
        ),
        day_is_still_open=(
            "The day is open, so its data values can change and are not sent. It is frozen from "
            "{due_at:instant} on, after the days before it."
        ),
        store_never_held_product="The store never held the product, so there is nothing to report.",
        store_held_product_later="The store first held the product on {day}.",
        product_was_retired_before="The product was retired on {day}, with no stock left.",
        store_was_closed_before="The store was closed on {day}, with no stock left.",
        pair_was_opened_after_the_freeze=(
            "When the day was frozen, the store had never held the product; what was recorded "
            "after that counts in a later day."
        ),
        no_target_in_dhis2="There is no target in DHIS2 to read, see above.",
        dhis2_could_not_be_read="DHIS2 could not be read. {reason}",
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.DHIS2_ADMINISTRATOR,
        value_is_refused=(
            "DHIS2 refused it in the night of {night}, refusal {attempts} of at most {limit}: "
            "{answer}. It is tried again at the next push."
        ),
        value_has_failed=(
            "DHIS2 refused it on {limit} nights, last on {night}: {answer}. It is not sent any "
            "more.",
            "Once that is fixed: {command}",
        ),
        value_is_withdrawn=(
            "{person} withdrew it on {withdrawn_at:instant}: {reason}. It is not sent any more.",
            "If it can arrive after all: {command}",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.SYSTEM_OPERATOR,
        nothing_is_sent_from_here="Production is off, so nothing is sent now. {reason:message}",
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.STORE_ADMINISTRATOR,
        value_waits_for_hmis_code=(
            "It was not sent yet, and will be on hold: the product has no HMIS Code.",
            "Enter the HMIS Code.",
        ),
        value_waits_for_org_unit=(
            "It was not sent yet, and will be on hold: the store has no org unit.",
            "Attach the store.",
        ),
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.USER,
        day_is_in_the_future=(
            "{day} is in the future: today is {today}, and the newest frozen day is {newest}."
        ),
        day_is_before_the_ledger=(
            "{day} is before the ledger: its first day is {first_day}, the initial stock is on day "
            "zero, {day_zero}."
        ),
    ),
    *define(
        MessageClass.NOT_FOUND,
        FixBy.USER,
        similar_store_exists=(
            "There is no store with the code {store}.",
            "Did you mean {similar:list}?",
        ),
        similar_product_exists=(
            "There is no product with the code {product}.",
            "Did you mean {similar:list}?",
        ),
    ),
    *define(
        MessageClass.INVALID_INPUT,
        FixBy.USER,
        category_not_found="“{name}” is none of the nine categories: {categories:list:category}.",
    ),
)
