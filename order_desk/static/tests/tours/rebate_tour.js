/**
 * A rebate from the simulation to the claw-back: one short tour per person, on the same agreement.
 */
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
// A step may take this many milliseconds: machines that run tests are busy.
const timeout = 60000;

const press = (name) => ({
    content: `Press ${name}`,
    trigger: `.o_form_view .o_statusbar_buttons button[name=${name}]:not(:disabled)`,
    run: "click",
});
const state = (label) => ({
    content: `The state is ${label}`,
    trigger: `.o_form_view .o_statusbar_status .o_arrow_button_current:contains(${label})`,
});
const tab = (label) => ({
    content: `Open the page ${label}`,
    trigger: `.o_notebook .nav-link:contains(${label})`,
    run: "click",
});

tours.add("order_desk_rebate_simulate", {
    timeout,
    steps: () => [
        state("Draft"),
        {
            content: "Simulate the agreement on what the customer bought",
            trigger: ".o_form_view .o_statusbar_buttons button:contains(Simulate)",
            run: "click",
        },
        {
            content: "Calculate",
            trigger: ".modal footer button[name=action_run]",
            run: "click",
        },
        {
            content: "The chart shows volume against bands",
            trigger: ".modal .o_field_widget[name=chart] svg",
        },
        {
            content: "Close the simulation",
            trigger: ".modal footer button:contains(Close)",
            run: "click",
        },
        press("action_submit"),
        state("To Approve"),
    ],
});

tours.add("order_desk_rebate_approve", {
    timeout,
    steps: () => [press("action_approve"), state("Active")],
});

const settle = () => [
    press("action_open_settle"),
    {
        content: "The next settlement period is proposed: settle",
        trigger: ".modal button[name=action_settle]",
        run: "click",
    },
    state("Booked"),
];

tours.add("order_desk_rebate_interim", {
    timeout,
    steps: () => [
        ...settle(),
        {
            content: "The interim payment",
            trigger: ".o_form_view .o_field_widget[name=amount]:contains(80.00)",
        },
        press("action_send"),
        {
            content: "The statement is with the customer",
            trigger: ".o_field_widget[name=customer_state]:contains(Sent)",
        },
    ],
});

tours.add("order_desk_rebate_claw_back", {
    timeout,
    steps: () => [
        ...settle(),
        tab("How the Amount Comes About"),
        {
            content: "The return stands there by its credit note",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(Claw-back):contains(-30.00)",
        },
        {
            content: "What was paid is taken off",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(Settled before):contains(-80.00)",
        },
        {
            content: "What is left is paid",
            trigger: ".o_form_view .o_inner_group .o_field_widget[name=amount]:contains(20.00)",
        },
    ],
});
