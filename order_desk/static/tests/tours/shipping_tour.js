/**
 * From the released order to the signed receipt: one short tour per person, run one after the other.
 * Each opens the order, the transfer or the paper as that person finds it.
 */
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
// A step may take this many milliseconds: machines that run tests are busy.
const timeout = 60000;

const press = (name) => ({
    content: `Press ${name}`,
    trigger: `.o_form_view button[name=${name}]:not(:disabled)`,
    run: "click",
});
const settle = (gate) => ({
    content: `Settle ${gate} from the panel`,
    trigger: `.o_desk_panel .alert:contains(${gate}) a:contains(Settle)`,
    run: "click",
});
const state = (label) => ({
    content: `The paper is ${label}`,
    trigger: `.o_statusbar_status .o_arrow_button_current:contains(${label})`,
});
const opened = (name) => ({
    content: `The form with ${name} is open`,
    trigger: `.o_form_view .o_field_widget[name=${name}]`,
});

tours.add("order_desk_call_quality", {
    timeout,
    steps: () => [settle("Quality"), press("action_quality_all_ok"), opened("quality_note")],
});

tours.add("order_desk_inspect_order", {
    timeout,
    steps: () => [
        press("action_clerk_all_ok"),
        press("action_clerk_sign"),
        {
            content: "The order desk has signed",
            trigger: ".o_form_view:not(:has(button[name=action_clerk_sign]))",
        },
    ],
});

tours.add("order_desk_inspect_standard", {
    timeout,
    steps: () => [press("action_pass"), state("Passed")],
});

tours.add("order_desk_balance_notice", {
    timeout,
    steps: () => [settle("Payment"), opened("balance"), press("action_send"), state("Sent")],
});

tours.add("order_desk_apply_shipping", {
    timeout,
    steps: () => [settle("Shipping application"), opened("receiver"), state("Waits for Second Review")],
});

tours.add("order_desk_review_shipping", {
    timeout,
    steps: () => [press("action_check_all"), press("action_review"), state("Second Review Done")],
});

tours.add("order_desk_emergency", {
    timeout,
    steps: () => [
        press("action_desk_open_emergency"),
        {
            content: "Say why the notice cannot be written in time",
            trigger: ".modal .o_field_widget[name=reason] textarea, .modal .o_field_widget[name=reason] input",
            run: "edit The lorry leaves in ten minutes",
        },
        {
            content: "Let the goods go",
            trigger: ".modal button[name=action_release]",
            run: "click",
        },
        {
            content: "Nothing holds the transfer any more",
            trigger: "body:not(:has(.modal)) .o_form_view:not(:has(.o_desk_panel .alert-danger))",
        },
    ],
});

tours.add("order_desk_ship", {
    timeout,
    steps: () => [
        {
            content: "Validate the transfer",
            trigger: ".o_statusbar_buttons button[name=button_validate]:visible",
            run: "click",
        },
        state("Done"),
    ],
});

tours.add("order_desk_advise", {
    timeout,
    steps: () => [
        press("action_desk_open_advice"),
        {
            content: "Say who carries the goods",
            trigger: ".o_field_widget[name=transporter] input",
            run: "edit Harbour Freight",
        },
        press("action_fill_in"),
        {
            content: "The clerk reviews it now",
            trigger: ".o_form_view:not(:has(button[name=action_fill_in]))",
        },
    ],
});

tours.add("order_desk_send_advice", {
    timeout,
    steps: () => [
        press("action_send"),
        {
            content: "The customer was called",
            trigger: ".o_statusbar_buttons button:contains(Receipt Confirmed)",
            run: "click",
        },
        {
            content: "Say who received it",
            trigger: ".modal .o_field_widget[name=person] input",
            run: "edit Mr Li",
        },
        {
            content: "Record the call",
            trigger: ".modal button[name=action_desk_confirm]",
            run: "click",
        },
        {
            content: "The advice has arrived",
            trigger: ".o_form_view .o_field_widget[name=confirmed_with]:contains(Mr Li)",
        },
    ],
});

tours.add("order_desk_receipt", {
    timeout,
    steps: () => [
        press("action_desk_open_register_receipt"),
        {
            content: "File the scan of the signed receipt",
            trigger: ".modal .o_field_widget[name=attachment_ids] .o_file_input_trigger",
            run: () => {
                const input = document.querySelector(".modal [name=attachment_ids] input[type=file]");
                const files = new DataTransfer();
                files.items.add(new File(["received in good order"], "receipt.txt", { type: "text/plain" }));
                input.files = files.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            content: "The scan is there",
            trigger: ".modal .o_field_widget[name=attachment_ids] .o_attachment:contains(receipt)",
        },
        {
            content: "Register the receipt",
            trigger: ".modal button[name=action_desk_register]",
            run: "click",
        },
        {
            content: "The shipment has its receipt",
            trigger: "body:not(:has(.modal)) button[name=action_desk_open_receipt]",
        },
    ],
});

tours.add("order_desk_closed", {
    timeout,
    steps: () => [
        {
            content: "The stage bar shows Closed",
            trigger: ".o_desk_stage_bar .o_arrow_button_current:contains(Closed)",
        },
        {
            content: "Nothing is open",
            trigger: ".o_form_view:not(:has(.o_desk_panel .alert))",
        },
    ],
});
