/**
 * From the request to the changed or the withdrawn order: one short tour per person, run one after the other on the
 * same order.
 */
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
// A step of a withdrawal may take this many milliseconds: machines that run tests are busy.
const timeout = 60000;

const press = (name) => ({
    content: `Press ${name}`,
    trigger: `.o_form_view button[name=${name}]:not(:disabled)`,
    run: "click",
});
const state = (label) => ({
    content: `The paper is at ${label}`,
    trigger: `.o_statusbar_status .o_arrow_button_current:contains(${label})`,
});
const tab = (label) => ({
    content: `Open the page ${label}`,
    trigger: `.o_notebook .nav-link:contains(${label})`,
    run: "click",
});

tours.add("order_desk_change_request", {
    steps: () => [
        press("action_desk_request_change"),
        {
            content: "Choose the reason",
            trigger: ".o_field_widget[name=reason_id] input",
            run: "edit another quantity",
        },
        {
            content: "Take it",
            trigger: ".ui-autocomplete .dropdown-item:contains(another quantity)",
            run: "click",
        },
        {
            content: "Go to the first line",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:first td[name=product_uom_qty]",
            run: "click",
        },
        {
            content: "Propose five",
            trigger: ".o_field_widget[name=line_ids] .o_selected_row td[name=product_uom_qty] input",
            run: "edit 5",
        },
        press("action_submit"),
        state("To Check"),
        tab("Impact"),
        {
            content: "The amount before and after is told",
            trigger: ".o_field_widget[name=impact_ids] .o_data_row:contains(untaxed amount)",
        },
    ],
});

tours.add("order_desk_change_check", {
    steps: () => [
        {
            content: "The order tells that a change is under way",
            trigger: ".o_desk_panel .alert:contains(A change of this order) button[name=action_desk_open_changes]",
            run: "click",
        },
        {
            content: "Open the request",
            trigger: ".o_list_view .o_data_row td[name=name]",
            run: "click",
        },
        press("action_feasible"),
        state("To Decide"),
    ],
});

tours.add("order_desk_change_decide", {
    steps: () => [press("action_approve"), state("To Carry Out")],
});

tours.add("order_desk_change_apply", {
    steps: () => [
        press("action_apply"),
        {
            content: "Confirm",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        state("Carried Out"),
        tab("What Was Changed"),
        {
            content: "Old stands beside new",
            trigger: ".o_field_widget[name=version_changes] td:contains(5.0)",
        },
    ],
});

tours.add("order_desk_withdrawal_request", {
    timeout,
    steps: () => [
        press("action_desk_withdraw"),
        {
            content: "Look for the reason",
            trigger: ".o_field_widget[name=reason_id] input",
            run: "edit needs the goods",
        },
        {
            content: "Take it",
            trigger: ".ui-autocomplete .dropdown-item:contains(needs the goods no longer)",
            run: "click",
        },
        {
            content: "Say it in words",
            trigger: ".o_field_widget[name=note] textarea",
            run: "edit The plant was closed",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save:visible",
            run: "click",
        },
        press("action_request"),
        state("Requested"),
    ],
});

tours.add("order_desk_withdrawal_examine", {
    timeout,
    steps: () => [
        tab("Stop or Keep"),
        {
            content: "Nobody has said yet what becomes of what runs",
            trigger: ".o_field_widget[name=line_ids] .o_data_row.text-warning td[name=act]",
            run: "click",
        },
        {
            content: "Open the choices",
            trigger: ".o_selected_row .o_field_widget[name=act] input",
            run: "click",
        },
        {
            content: "It is stopped",
            trigger: ".o_select_menu_item:contains(Stop)",
            run: "click",
        },
        press("action_feasible"),
        state("Can Be Done"),
    ],
});

tours.add("order_desk_withdrawal_decide", {
    timeout,
    steps: () => [
        press("action_decide"),
        {
            content: "Confirm",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        state("Withdrawn"),
    ],
});

tours.add("order_desk_withdrawal_chain", {
    timeout,
    steps: () => [
        state("Cancelled"),
        {
            content: "Open the actions",
            trigger: ".o_form_view .o_cp_action_menus i.fa-cog",
            run: "click",
        },
        {
            content: "Check the chain",
            trigger: ".o-dropdown--menu .o_menu_item:contains(Check the chain of decisions)",
            run: "click",
        },
        {
            content: "It is whole",
            trigger: ".o_notification:contains(Chain of decisions whole):contains(complete and unchanged)",
        },
    ],
});
