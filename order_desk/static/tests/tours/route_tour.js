/**
 * From review to release: one short tour per person, run one after the other on the same order.
 * Each opens the order, or My Desk, as that person finds it.
 */
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
// A step may take this many milliseconds: machines that run tests are busy.
const timeout = 60000;

const tab = (label) => ({
    content: `Open the page ${label}`,
    trigger: `.o_notebook .nav-link:contains(${label})`,
    run: "click",
});
const press = (name) => ({
    content: `Press ${name}`,
    trigger: `.o_form_view button[name=${name}]:not(:disabled)`,
    run: "click",
});
const waitsFor = (gate) => ({
    content: `The order waits for ${gate}`,
    trigger: `.o_desk_panel .alert:contains(${gate})`,
});
const waitsNoMoreFor = (gate) => ({
    content: `The order waits no more for ${gate}`,
    trigger: `.o_desk_panel:not(:has(.alert:contains(${gate})))`,
});
const stage = (label) => ({
    content: `The stage bar shows ${label}`,
    trigger: `.o_desk_stage_bar .o_arrow_button_current:contains(${label})`,
});
const sign = () => [
    {
        content: "Sign from the panel",
        trigger: ".o_desk_panel .alert a:contains(Sign)",
        run: "click",
    },
    {
        content: "Approve",
        trigger: ".modal button[name=action_approve]",
        run: "click",
    },
    {
        content: "The form of the decision is gone",
        trigger: "body:not(:has(.modal))",
    },
];

tours.add("order_desk_intake", {
    timeout,
    steps: () => [
        stage("Review"),
        waitsFor("Completeness"),
        waitsFor("Customer archive"),
        tab("Intake"),
        press("action_desk_answer_all_yes"),
        {
            content: "The questions are answered",
            trigger: ".o_form_view:not(:has(button[name=action_desk_answer_all_yes]))",
        },
        {
            content: "Write what the customer is told",
            trigger: ".o_field_widget[name=desk_estimate_note] textarea",
            run: "edit Ready in eight weeks",
        },
        {
            content: "Write whom it was told to",
            trigger: ".o_field_widget[name=desk_estimate_contact] input",
            run: "edit Mr Li",
        },
        press("action_desk_tell_estimate"),
        {
            content: "The estimate is recorded",
            trigger: ".o_field_widget[name=desk_estimate_way]:contains(telephone)",
        },
        press("action_desk_check_archive"),
        waitsNoMoreFor("Customer archive"),
    ],
});

tours.add("order_desk_second_check", {
    timeout,
    steps: () => [
        waitsFor("Completeness"),
        tab("Intake"),
        press("action_desk_check_entry"),
        waitsNoMoreFor("Completeness"),
    ],
});

// Whoever works by the list: one click on the row.
tours.add("order_desk_row", {
    timeout,
    steps: () => [
        {
            content: "Approve the one row that waits for me",
            trigger: ".o_data_row button[name=action_desk_approve]",
            run: "click",
        },
        {
            content: "Nothing waits for me any more",
            trigger: ".o_view_nocontent:contains(Nothing waits for you)",
        },
    ],
});

tours.add("order_desk_sign", { timeout, steps: sign });

tours.add("order_desk_date", {
    timeout,
    steps: () => [
        waitsFor("Completion date"),
        tab("Technical and Dates"),
        press("action_desk_propose_completion"),
        press("action_desk_accept_proposal"),
        {
            content: "The date is named, the signature is due",
            trigger: ".o_desk_panel .alert:contains(Completion date):contains(signature)",
        },
        ...sign(),
        waitsNoMoreFor("Completion date"),
    ],
});

tours.add("order_desk_bulk", {
    timeout,
    steps: () => [
        {
            content: "Select everything that waits for me",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Approve the selection",
            trigger: ".o_control_panel button:contains(Approve)",
            run: "click",
        },
        {
            content: "One reason for all",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Gone through in the morning",
        },
        {
            content: "Approve all",
            trigger: ".modal button[name=action_approve]",
            run: "click",
        },
        {
            content: "Nothing waits for me any more",
            trigger: ".o_view_nocontent:contains(Nothing waits for you)",
        },
    ],
});

const tick = (name) => ({
    content: `Check ${name}`,
    trigger: `.modal .o_field_widget[name=${name}] input`,
    run: "click",
});

tours.add("order_desk_customer", {
    timeout,
    steps: () => [
        stage("Customer"),
        press("action_desk_send_confirmation"),
        waitsFor("has not come back"),
        press("action_desk_open_register_return"),
        {
            content: "File the scan of the returned copy",
            trigger: ".modal .o_field_widget[name=attachment_ids] .o_file_input_trigger",
            run: () => {
                const input = document.querySelector(".modal [name=attachment_ids] input[type=file]");
                const files = new DataTransfer();
                files.items.add(new File(["stamped and signed"], "copy.txt", { type: "text/plain" }));
                input.files = files.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            content: "The scan is there",
            trigger: ".modal .o_field_widget[name=attachment_ids] .o_attachment:contains(copy)",
        },
        tick("content_ok"),
        tick("signature_ok"),
        tick("stamp_ok"),
        tick("notes_ok"),
        {
            content: "Accept the copy as clean",
            trigger: ".modal button[name=action_desk_register]:contains(Clean)",
            run: "click",
        },
        waitsNoMoreFor("Customer Confirmation"),
        {
            content: "Confirm the order",
            trigger: ".o_statusbar_buttons button[name=action_confirm]:visible",
            run: "click",
        },
        stage("Deposit"),
    ],
});

tours.add("order_desk_deposit", {
    timeout,
    steps: () => [
        {
            content: "Settle the deposit",
            trigger: ".o_desk_panel .alert:contains(Deposit) a:contains(Settle)",
            run: "click",
        },
        {
            content: "The payment is filled in for the missing deposit",
            trigger: ".o_form_view .o_field_widget[name=desk_order_id] input:value(S)",
        },
        {
            content: "Book what the bank received",
            trigger: ".o_statusbar_buttons button[name=action_post]",
            run: "click",
        },
        {
            content: "The payment is booked",
            trigger: ".o_form_view:not(:has(button[name=action_post]:visible))",
        },
    ],
});

tours.add("order_desk_instruction", {
    timeout,
    steps: () => [
        stage("Production"),
        {
            content: "Write the production instruction",
            trigger: ".o_desk_panel .alert:contains(Production instruction) a:contains(Settle)",
            run: "click",
        },
        press("action_sign"),
        {
            content: "It is with production",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(With Production)",
        },
    ],
});

tours.add("order_desk_acknowledge", {
    timeout,
    steps: () => [
        tab("Gone Through with Production"),
        press("action_check_all"),
        {
            content: "All points are ticked",
            trigger: ".o_field_widget[name=checked_rules] input:checked",
        },
        press("action_sign"),
        {
            content: "Production has acknowledged",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Acknowledged)",
        },
    ],
});

tours.add("order_desk_release", {
    timeout,
    steps: () => [
        stage("Production"),
        press("action_desk_release"),
        {
            content: "Nothing stands in the way of production any more",
            trigger: ".o_form_view:not(:has(.o_desk_panel .alert-danger))",
        },
        {
            content: "Production has begun",
            trigger: ".o_form_view:not(:has(button[name=action_desk_release]))",
        },
    ],
});
