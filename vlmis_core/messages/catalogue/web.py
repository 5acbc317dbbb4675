"""Pages, forms, the API and the login."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.UNAUTHENTICATED,
        FixBy.USER,
        not_signed_in=(
            "You are not signed in.",
            "Sign in, or send a token (Authorization: Bearer …).",
        ),
    ),
    *define(
        MessageClass.FORBIDDEN,
        FixBy.STORE_ADMINISTRATOR,
        role_does_not_allow="None of your roles allows this ({permission}).",
        store_is_not_visible="{store} is neither your store nor below one of your stores.",
        requests_carry_other_stores="Requests contain data values of stores that you may not see.",
        one_of_your_stores_must_be_chosen=(
            "Your roles allow this at some stores only, and no store is chosen.",
            "Choose one of your stores.",
        ),
        not_your_store="You may record at your own stores only.",
        kind_is_not_for_keepers=(
            "Store keepers import arrivals, distributions, dispensing and wastage.",
            "Declare a return on its form; import counts as counts.",
        ),
    ),
    *define(
        MessageClass.FORBIDDEN,
        FixBy.NOBODY,
        not_your_entry="You may cancel your own entries only.",
        only_recording_store_may_reverse=(
            "Only {store}, which recorded movement {movement:plain}, may reverse it."
        ),
        only_supplier_may_acknowledge=(
            "Only {store}, the supplier, may acknowledge return {return_id:plain}."
        ),
        only_receiving_store_may_confirm="Only {store}, to which it was sent, may confirm it.",
        only_declaring_store_may_withdraw=(
            "Only {store}, which declared return {return_id:plain}, may withdraw it."
        ),
    ),
    *define(
        MessageClass.FORBIDDEN,
        FixBy.USER,
        form_came_from_another_site=(
            "This form was sent from another site.",
            "Open the page here and send it again.",
        ),
        form_is_too_old=(
            "This form is too old, or was made for another person.",
            "Load the page again.",
        ),
        csrf_token_is_missing=(
            "A change with the session cookie needs the header {header}, as this site's pages "
            "send it.",
            "Programs send a Bearer token instead.",
        ),
        login_form_is_too_old=(
            "This form is too old, or was sent from another site.",
            "Try again.",
        ),
    ),
    *define(
        MessageClass.NOT_FOUND,
        FixBy.NOBODY,
        page_not_found="There is no such page.",
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.USER,
        method_not_allowed="This address does not take the method {method}.",
        several_stores_have_these_letters=(
            "Several stores match “{letters}”: {stores:list} …",
            "Choose one of them.",
        ),
        several_data_elements_have_these_words=(
            "Several data elements of the data set have “{words}” in their name or code.",
            "Choose one of them.",
        ),
        spreadsheet_has_too_many_lines=(
            "More than {limit} lines do not fit into a spreadsheet.",
            "Download the CSV file, or choose fewer days or stores.",
        ),
        dhis2_is_not_the_one_shown=(
            "DHIS2 at {base_url} is not the one that the page showed: its root org unit is "
            "{org_unit}. Nothing was changed.",
            "Load the page again.",
        ),
        own_administrator_role=(
            "You cannot remove the role of administrator from yourself.",
            "Ask another administrator.",
        ),
        own_account=("You cannot deactivate your own account.", "Ask another administrator."),
    ),
    *define(
        MessageClass.INVALID_INPUT,
        FixBy.USER,
        request_cannot_be_read="The request cannot be read.",
        cursor_is_of_another_list=(
            "No answer to this list gave this cursor.",
            "Send next_cursor of the answer before, or none.",
        ),
        store_was_recoded_meanwhile=(
            "{store} is the code of {name} now; it was another store's when this form was opened.",
            "Check that {name} is meant, then save again.",
        ),
        form_has_no_lines="Fill in at least one line.",
        form_has_too_many_lines=plural(
            "Fill in at most {count} line.",
            "Fill in at most {count} lines.",
        ),
        no_product_is_chosen="Choose a product.",
        no_file_is_chosen="Choose a file.",
        file_kind_is_unknown="Choose what the file holds.",
        credentials_are_missing=("Username and password are missing.", "Send them as JSON."),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.USER,
        api_request="Request",
    ),
    *define(
        MessageClass.NOT_FOUND,
        FixBy.USER,
        upload_is_not_kept=(
            "No such file is kept. Files are kept for an hour.",
            "Choose the file again.",
        ),
        store_not_found="There is no store with the code {store}.",
        store_code_is_former=("{code} is {successors:list:message}.", "Use today's code."),
        product_not_found="There is no product with the code {product}.",
        movement_not_found="There is no movement {movement:plain}.",
        return_not_found="There is no return {return_id:plain}.",
        distribution_not_found="There is no distribution {transfer_id:plain}.",
        no_store_has_these_letters="No store matches “{letters}” by code, name or area.",
        account_not_found="There is no account of {username}.",
    ),
    *define(
        MessageClass.TOO_LARGE,
        FixBy.USER,
        request_has_too_many_lines=(
            "The request has {count} lines; at most {limit} are allowed.",
            "Send them in several requests.",
        ),
        upload_is_too_large=(
            "The file is larger than {limit} bytes.",
            "Split it, or ask the system operator to import it with the command.",
        ),
        request_has_too_many_bytes=(
            "The body of the request has more than {limit} bytes.",
            "Send it in several requests.",
        ),
        json_has_too_many_values=(
            "The request has more values than any request of this kind needs.",
            "Send it in several requests.",
        ),
        json_is_too_deep="Objects and lists are nested more than {limit} levels deep.",
        request_head_is_too_long="The address and the headers have more than {limit} bytes.",
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.NOBODY,
        entry_cannot_be_changed="{reasons:list:message}",
        return_is_not_waiting="This return was acknowledged or withdrawn before.",
        store_supplies_nobody="This store supplies no other store.",
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.STORE_ADMINISTRATOR,
        account_has_no_open_store=(
            "Your account has no open store.",
            "Ask your administrator for one.",
        ),
    ),
    *define(
        MessageClass.UNAVAILABLE,
        FixBy.SYSTEM_OPERATOR,
        login_needs_dhis2=(
            "DHIS2 does not answer, so passwords cannot be checked.",
            "Try again later. In an emergency an operator makes a code: vlmis users break-glass "
            "--reason …",
        ),
    ),
    *define(
        MessageClass.UNAUTHENTICATED,
        FixBy.SYSTEM_OPERATOR,
        break_glass_code_refused=(
            "This code is unknown, used, or too old.",
            "Make another one: vlmis users break-glass --reason …",
        ),
    ),
)
