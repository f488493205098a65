/**
 * From the customer's complaint to his credit note, and to the month's report: one short tour per person, run one after the other.
 */
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
// Some steps save a whole order with all its gates, on machines with one slow core as well.
const timeout = 60000;

const press = (name) => ({
    content: `Press ${name}`,
    trigger: `.o_form_view button[name=${name}]:not(:disabled)`,
    run: "click",
});
const state = (label) => ({
    content: `The paper is ${label}`,
    trigger: `.o_statusbar_status .o_arrow_button_current:contains(${label})`,
});
const cell = (name) => `.o_field_widget[name=line_ids] .o_data_row .o_data_cell[name=${name}]`;
const choose = (scope, name, words) => [
    {
        content: `Look for ${words}`,
        trigger: `${scope} .o_field_widget[name=${name}] input`,
        run: `edit ${words}`,
    },
    {
        content: `Choose ${words}`,
        trigger: `.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option) > a:contains(${words})`,
        run: "click",
    },
];

tours.add("order_desk_portal_complain", {
    timeout,
    steps: () => [
        {
            content: "It is about quality",
            trigger: "select#desk_kind",
            run: "selectByLabel Quality",
        },
        {
            content: "It is about these goods",
            trigger: "select#desk_line",
            run: "selectByIndex 1",
        },
        {
            content: "So many are concerned",
            trigger: "input#desk_quantity",
            run: "edit 2",
        },
        {
            content: "Say what is wrong",
            trigger: "textarea#desk_text",
            run: "edit Two pumps leak at the seal",
        },
        {
            content: "Say who complains",
            trigger: "input[name=person]",
            run: "edit Mrs. Zhao",
        },
        {
            content: "Send the complaint",
            trigger: "form[action*=desk_complaint] button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The customer reads what he wrote",
            trigger: "body:contains(Two pumps leak at the seal):not(:has(textarea:contains(Two pumps)))",
        },
    ],
});

tours.add("order_desk_return_request", {
    timeout,
    steps: () => [
        press("action_return"),
        ...choose(".modal", "reason_id", "Defective"),
        {
            content: "Choose the goods",
            trigger: `.modal ${cell("quantity")}`,
            run: "click",
        },
        {
            content: "Two come back",
            trigger: ".modal .o_selected_row .o_field_widget[name=quantity] input",
            run: "edit 2",
        },
        {
            content: "Ask for the return",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "The case is open",
            trigger: "body:not(:has(.modal)) .o_form_view .o_field_widget[name=wish]",
        },
        state("Requested"),
    ],
});

tours.add("order_desk_return_authorise", {
    timeout,
    steps: () => [press("action_authorise"), state("Authorised")],
});

tours.add("order_desk_return_receive", {
    timeout,
    steps: () => [
        {
            content: "Take the goods in",
            trigger: ".o_statusbar_buttons button[name=button_validate]:visible",
            run: "click",
        },
        state("Done"),
    ],
});

tours.add("order_desk_return_inspect", {
    timeout,
    steps: () => [
        {
            content: "Look at the goods",
            trigger: cell("disposition_id"),
            run: "click",
        },
        ...choose(".o_selected_row", "disposition_id", "Restock"),
        {
            content: "The department answers for it",
            trigger: ".o_selected_row .o_field_widget[name=responsible_department] input, .o_selected_row .o_field_widget[name=responsible_department] select",
            run: "click",
        },
        {
            content: "It was production",
            trigger: ".o_select_menu_item:contains(Production), .o_selected_row select option:contains(Production)",
            run: "click",
        },
        ...choose(".o_selected_row", "root_cause_id", "Workmanship"),
        press("action_inspect"),
        state("Inspected"),
    ],
});

tours.add("order_desk_return_credit", {
    timeout,
    steps: () => [
        press("action_credit"),
        {
            content: "The draft credit note is open",
            trigger: ".o_form_view button[name=action_post]:visible",
            run: "click",
        },
        state("Posted"),
    ],
});

tours.add("order_desk_return_report", {
    timeout,
    steps: () => [
        {
            content: "List what is due",
            trigger: ".o_cp_switch_buttons .o_list, .o_switch_view.o_list",
            run: "click",
        },
        {
            content: "Open the next return statistics",
            trigger: ".o_list_view .o_data_row .o_data_cell[name=definition_id]:contains(Return Statistics)",
            run: "click",
        },
        {
            content: "Open the duty behind them",
            trigger: ".o_form_view .o_field_widget[name=definition_id] a:contains(Return Statistics)",
            run: "click",
        },
        press("action_run_period"),
        {
            content: "This month is proposed: make and send",
            trigger: ".modal:has(.o_field_widget[name=date_from]:not(.o_field_empty)) button[name=action_run]",
            run: "click",
        },
        {
            content: "The copy was sent, with its paper and its workbook",
            trigger: "body:not(:has(.modal)) .o_field_widget[name=copy_ids] .o_data_row:has(button[name=action_open_pdf]):has(button[name=action_open_xlsx]) .o_data_cell[name=sent_on]:not(:empty)",
        },
    ],
});
